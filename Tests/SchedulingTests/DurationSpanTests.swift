import Testing

@testable import Scheduling

@Suite("Durations in words")
struct DurationSpanTests {
  @Test(
    "no more than two units, rounded up",
    arguments: [
      (.zero, "0s"), (.milliseconds(1), "1ms"), (.microseconds(1), "1ms"), (.milliseconds(999), "999ms"),
      (.seconds(1), "1s"), (.milliseconds(1001), "2s"), (.seconds(60), "1m00s"), (.seconds(70), "1m10s"),
      (.seconds(3600), "1h00m"), (.seconds(3900), "1h05m"),
    ] as [(Duration, String)])
  func span(duration: Duration, text: String) { #expect(duration.span == text) }
}
