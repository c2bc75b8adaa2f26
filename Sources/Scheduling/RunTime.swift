package import JobModel
package import Values

/// A run's clocks and its random source, handed in so that tests can hold them.
package struct RunTime: Sendable {
  /// For waits.
  package let clock: any Clock<Duration>
  /// The calendar's time, for what is written down.
  package let wall: @Sendable () -> WallTime
  /// From 0 up to 1.
  package let random: @Sendable () -> Double

  package init(
    clock: any Clock<Duration>, wall: @escaping @Sendable () -> WallTime, random: @escaping @Sendable () -> Double
  ) {
    self.clock = clock
    self.wall = wall
    self.random = random
  }

  /// Now, in whole seconds, for `now` and `today`.
  package var moment: Moment { Moment(secondsSinceEpoch: wall().milliseconds / 1000, precision: .second) }
}
