#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The machine's clock, for the one thing that needs it here: a `retry-after` date in a response without `Date`.
package enum WallClock {
  /// Since 1970-01-01T00:00:00Z.
  package static func seconds() -> Int { time(nil) }
}
