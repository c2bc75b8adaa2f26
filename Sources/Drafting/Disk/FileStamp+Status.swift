import JobModel

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension FileStamp {
  init(_ status: stat) {
    #if canImport(Darwin)
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #endif
    self.init(
      size: Int(status.st_size), inode: UInt64(status.st_ino), modified: modified.nanoseconds,
      changed: changed.nanoseconds)
  }

  /// The stamp, settled only if any change since `clock` must have left another one.
  ///
  /// - Parameter clock: `FileClock.now` before the content was read or written.
  func asSeen(at clock: Int) -> FileStamp {
    let newest = max(modified, changed)
    // Whole seconds: a file system that counts no less, and FAT counts by two.
    let isCoarse = modified % 1_000_000_000 == 0 && changed % 1_000_000_000 == 0
    return newest + (isCoarse ? 2_000_000_000 : 0) < clock ? self : unsettled
  }

  /// Whether the content is as it was, given that only renames came in between: they touch nothing but `changed`.
  func hasSameContent(as other: FileStamp) -> Bool {
    size == other.size && inode == other.inode && modified == other.modified
  }
}

/// The clock by which the kernel stamps files.
enum FileClock {
  /// Nanoseconds since 1970. A file that changes from now on gets this stamp or a later one.
  static var now: Int {
    var time = timespec()
    #if canImport(Darwin)
      clock_gettime(CLOCK_REALTIME, &time)
    #else
      // It moves by ticks of 1 to 10 ms and so do the stamps; the fine clock would run ahead of them.
      clock_gettime(CLOCK_REALTIME_COARSE, &time)
    #endif
    return time.nanoseconds
  }
}

extension timespec {
  fileprivate var nanoseconds: Int { Int(tv_sec) * 1_000_000_000 + Int(tv_nsec) }
}
