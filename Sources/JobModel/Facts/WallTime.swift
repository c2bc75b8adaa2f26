/// An instant of the calendar clock: milliseconds since 1970-01-01T00:00:00Z. It says when, never how long: waits and
/// timeouts are measured on the monotonic clock.
package struct WallTime: Hashable, Comparable, Sendable {
  package let milliseconds: Int

  package init(milliseconds: Int) { self.milliseconds = milliseconds }

  package static func < (a: WallTime, b: WallTime) -> Bool { a.milliseconds < b.milliseconds }
}
