import JobModel
import Scheduling
import Values

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The calendar's time.
enum Calendar {
  static var now: WallTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return WallTime(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
  }
}

extension RunTime {
  static let system = RunTime(
    clock: ContinuousClock(), wall: { Calendar.now }, random: { Double.random(in: 0..<1) })
}
