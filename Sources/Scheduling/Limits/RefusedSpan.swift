/// What a provider let through between one refusal and the next.
///
/// A provider that refuses has nothing left at that moment. So what it accepts from one refusal to another is exactly
/// what flowed in meanwhile, unless it stood idle long enough for more to flow in than it keeps.
struct RefusedSpan: Sendable {
  private let first: LearnedPace.Sending
  /// When requests went on after the first refusal.
  private var resumed: LearnedPace.Instant
  /// Numbers of those refused since.
  private var refused: [Int] = []

  init(_ first: LearnedPace.Sending, resuming: LearnedPace.Instant) {
    self.first = first
    resumed = max(resuming, first.at)
  }

  /// Another request was refused; `resuming` where it prolongs the pause.
  mutating func refuse(_ number: Int, before paced: Int, resuming: LearnedPace.Instant?) {
    if number > first.number { refused.append(number) }
    if let resuming, number < paced { resumed = max(resumed, resuming) }
  }

  /// Requests that were let through before this one. Those still under way count as such: refusals come quickly.
  func accepted(before sending: LearnedPace.Sending) -> Double {
    Double(max(sending.number - first.number - 1 - refused.count { $0 < sending.number }, 0))
  }

  /// Seconds from refusal to refusal.
  func seconds(to sending: LearnedPace.Sending) -> Double { max((sending.at - first.at) / .seconds(1), 0.02) }

  /// Seconds in which requests were sent.
  func activeSeconds(to sending: LearnedPace.Sending) -> Double { max((sending.at - resumed) / .seconds(1), 0.02) }
}
