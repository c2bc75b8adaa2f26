#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

enum Descriptors {
  /// What a process needs before it opens anything: cron and daemons may close 0 to 2, and the next file that is opened
  /// would be taken for standard output. A reader that has gone away is no reason to die.
  static func prepare() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
    }
    signal(SIGPIPE, SIG_IGN)
  }
}
