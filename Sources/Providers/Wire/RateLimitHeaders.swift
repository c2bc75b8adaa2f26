package import JobModel
package import NIOHTTP1
import Values

/// What a provider's headers say of its limits.
///
/// | headers | reset | source |
/// |---|---|---|
/// | `x-ratelimit-limit-requests`, `-remaining-`, `-reset-`; the same with `-tokens` | `1s`, `6m0s`, `12ms`, `7.66s` | platform.openai.com/docs/guides/rate-limits, console.groq.com/docs/rate-limits |
/// | `anthropic-ratelimit-requests-limit`, `-remaining`, `-reset`; `-tokens-`, `-input-tokens-`, `-output-tokens-` | RFC 3339 | docs.anthropic.com/en/api/rate-limits |
/// | `ratelimit-limit`, `-remaining`, `-reset`, with `x-` or without | seconds, or a Unix time in seconds or milliseconds | draft-ietf-httpapi-ratelimit-headers-06 §5; openrouter.ai/docs/api-reference/limits |
package enum RateLimitHeaders {
  /// Nil where the headers say nothing that can be understood.
  /// - Parameter arrival: seconds since 1970; the present where the response has no `Date`.
  package static func report(_ headers: HTTPHeaders, arrival: Int) -> LimitReport? {
    let told = HTTPHeaders(headers.filter { isOfLimits($0.name) })
    if told.isEmpty { return nil }
    let now = headers["date"].lazy.compactMap(HTTPDate.secondsSinceEpoch).first ?? arrival
    func quota(_ limit: String, _ remaining: String, _ reset: String) -> LimitReport.Quota {
      LimitReport.Quota(
        limit: number(told.first(name: limit)).flatMap { $0 > 0 ? $0 : nil },
        remaining: number(told.first(name: remaining)).flatMap { $0 >= 0 ? $0 : nil },
        reset: told.first(name: reset).flatMap { self.reset($0, now: now) })
    }
    func openAI(_ what: String) -> LimitReport.Quota {
      quota("x-ratelimit-limit-\(what)", "x-ratelimit-remaining-\(what)", "x-ratelimit-reset-\(what)")
    }
    func anthropic(_ what: String) -> LimitReport.Quota {
      quota(
        "anthropic-ratelimit-\(what)-limit", "anthropic-ratelimit-\(what)-remaining",
        "anthropic-ratelimit-\(what)-reset")
    }
    func plain(_ prefix: String) -> LimitReport.Quota {
      quota("\(prefix)ratelimit-limit", "\(prefix)ratelimit-remaining", "\(prefix)ratelimit-reset")
    }
    let requests = [openAI("requests"), anthropic("requests"), plain("x-"), plain("")]
    // Anthropic's `tokens` are whichever of its limits is the tightest; input and output are limits apart.
    let tokens = [openAI("tokens"), anthropic("tokens"), anthropic("input-tokens"), anthropic("output-tokens")]
    let report = LimitReport(
      requests: requests.first { $0 != LimitReport.Quota() } ?? LimitReport.Quota(),
      tokens: tokens.filter { $0 != LimitReport.Quota() }.min { ($0.limit ?? .max) < ($1.limit ?? .max) }
        ?? LimitReport.Quota())
    return report == LimitReport() ? nil : report
  }

  private static let beginnings = ["x-ratelimit-", "anthropic-ratelimit-", "ratelimit-"]

  /// Most answers tell of no limit, and this is asked of each.
  private static func isOfLimits(_ name: String) -> Bool {
    // In ASCII this bit makes a letter small and leaves `-` as it is.
    beginnings.contains { $0.utf8.elementsEqual(name.utf8.lazy.prefix($0.utf8.count).map { $0 | 0x20 }) }
  }

  /// A whole number; `-1` is what some say for none, so a sign is understood.
  private static func number(_ text: String?) -> Int? { text.flatMap { Int($0) } }

  /// The longest wait that is believed.
  private static let most = 31 * 86_400.0

  static func reset(_ text: String, now: Int) -> Duration? {
    if let moment = Moment(iso: text) { return wait(Double(moment.secondsSinceEpoch - now)) }
    guard let seconds = decimal(text) else { return duration(text) }
    // No wait is as long as a Unix time is large.
    if seconds >= 1e11 { return wait(seconds / 1000 - Double(now)) }
    if seconds >= 1e9 { return wait(seconds - Double(now)) }
    return wait(seconds)
  }

  private static func wait(_ seconds: Double) -> Duration? {
    0...most ~= seconds ? .nanoseconds(Int((seconds * 1e9).rounded())) : nil
  }

  /// As Go prints a `time.Duration`: `1h2m3.5s`, `12ms`.
  private static func duration(_ text: String) -> Duration? {
    var rest = Substring(text).utf8[...]
    var seconds = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { 0x30...0x39 ~= $0 || $0 == 0x2E }
      let unit = rest.dropFirst(digits.count).prefix { !(0x30...0x39 ~= $0 || $0 == 0x2E) }
      guard let count = decimal(String(Substring(digits))), let length = units[String(Substring(unit))] else {
        return nil
      }
      seconds += count * length
      rest = rest.dropFirst(digits.count + unit.count)
    }
    return text.isEmpty ? nil : wait(seconds)
  }

  private static let units = ["d": 86_400, "h": 3_600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9]

  /// Digits with at most one point.
  private static func decimal(_ text: String) -> Double? {
    guard text.utf8.contains(where: { 0x30...0x39 ~= $0 }), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2E })
    else { return nil }
    return Double(text)
  }
}
