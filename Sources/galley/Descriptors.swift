#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

enum Descriptors {
  /// Without so many that are free, not even timers and signals can be had, and the runtime would crash.
  private static let least = 24

  /// Two for each of the 10,000 requests that may be in flight, and others; the hard limit may be a billion or none.
  #if canImport(Darwin)
    private static let most = rlim_t(OPEN_MAX)  // setrlimit(2) refuses more
  #else
    private static let most: rlim_t = 32_768
  #endif

  /// What a process needs before it opens anything: cron and daemons may close 0 to 2, and the next file that is opened
  /// would be taken for standard output. A reader that has gone away is no reason to die. What the kernel lets the
  /// process open is taken.
  ///
  /// - Throws: `Departure` (73) where that is too little to begin with.
  static func prepare() throws(Departure) {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
    }
    signal(SIGPIPE, SIG_IGN)
    raiseLimit()
    guard freeAtStart >= least else {
      throw Departure(
        status: .cannotCreate,
        message: "this process may open only \(freeAtStart) more files, and galley needs \(least) at the least; "
          + "raise the limit (ulimit -n)")
    }
  }

  /// How many more files the process might open when it began.
  static let freeAtStart = {
    let number = Int(clamping: limit.rlim_cur)
    // What the parent passed on stands at the lowest numbers.
    return number - (0..<Int32(min(number, 1024))).count { fcntl($0, F_GETFD) >= 0 }
  }()

  private static func raiseLimit() {
    var limit = limit
    let wanted = min(limit.rlim_max, most)
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = wanted
    setrlimit(resource, &limit)
  }

  private static var limit: rlimit {
    var limit = rlimit()
    getrlimit(resource, &limit)
    return limit
  }

  #if canImport(Darwin)
    private static let resource = RLIMIT_NOFILE
  #else
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #endif
}
