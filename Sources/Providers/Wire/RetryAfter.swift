package import NIOHTTP1

/// The wait that a provider asks for.
package enum RetryAfter {
  /// No provider means more than this, and a run does not outlive it.
  package static let most = Duration.seconds(86_400)

  /// The longest of all that `retry-after` (seconds, with a fraction or not, or an HTTP date) and `retry-after-ms` ask
  /// for; nil where they ask for nothing that can be understood.
  /// - Parameter arrival: seconds since 1970; the present where the response has no `Date`.
  package static func wait(_ headers: HTTPHeaders, arrival: Int) -> Duration? {
    let now = headers["date"].lazy.compactMap(HTTPDate.secondsSinceEpoch).first ?? arrival
    let waits =
      headers["retry-after"].compactMap { seconds($0) ?? until($0, from: now) }
      + headers["retry-after-ms"].compactMap { seconds($0).map { $0 / 1000 } }
    return waits.max().map { min($0, most) }
  }

  /// Digits with at most one point: neither a sign nor an exponent is a wait that anybody means.
  private static func seconds(_ text: String) -> Duration? {
    guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2E }), let seconds = Double(text) else {
      return nil
    }
    // Before the conversion, which traps on what no Duration holds.
    return .seconds(min(seconds, 1e9))
  }

  private static func until(_ date: String, from now: Int) -> Duration? {
    guard let moment = HTTPDate.secondsSinceEpoch(date), moment > now else { return nil }
    return .seconds(moment - now)
  }
}
