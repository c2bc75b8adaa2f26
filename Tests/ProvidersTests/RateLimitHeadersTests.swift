import JobModel
import NIOHTTP1
import Providers
import Testing

struct RateLimitHeadersTests {
  // 784,111,777 is Sun, 06 Nov 1994 08:49:37 GMT, RFC 9110's own example.
  private let present = 784_111_777

  private func report(_ headers: [(String, String)]) -> LimitReport? {
    RateLimitHeaders.report(HTTPHeaders(headers), arrival: present)
  }

  @Test(
    "A reset is understood in every form that a provider uses, and in nothing else",
    arguments: [
      ("1s", .seconds(1)), ("6m0s", .seconds(360)), ("12ms", .milliseconds(12)), ("7.66s", .milliseconds(7660)),
      ("2m59.56s", .milliseconds(179_560)), ("1h2m3s", .seconds(3723)), ("1d", .seconds(86_400)), ("0s", .zero),
      ("4", .seconds(4)), ("0.25", .milliseconds(250)), ("0", .zero),
      ("784111807", nil), ("1994-11-06T08:50:07Z", .seconds(30)), ("1994-11-06T09:50:07+01:00", .seconds(30)),
      ("1994-11-06T08:49:00Z", nil),
      ("", nil), ("s", nil), ("-1", nil), ("-5s", nil), ("1x", nil), ("1s2", nil), ("1..2s", nil), ("1e9", nil),
      ("nan", nil), ("inf", nil), ("99999999999999999999s", nil), (".", nil), ("soon", nil), ("1s ", nil),
    ] as [(String, Duration?)])
  func reset(_ text: String, _ expected: Duration?) {
    let report = report([("x-ratelimit-limit-requests", "10"), ("x-ratelimit-reset-requests", text)])
    #expect(report?.requests == LimitReport.Quota(limit: 10, reset: expected))
  }

  @Test("A Unix time, in seconds or milliseconds, is told from a wait")
  func unixTimes() {
    let now = 1_741_305_600
    for text in ["1741305630", "1741305630000"] {
      let report = RateLimitHeaders.report(["x-ratelimit-reset": text], arrival: now)
      #expect(report?.requests.reset == .seconds(30))
    }
  }

  @Test(
    "A limit of -1 or 0 is unknown, a remainder of 0 is known",
    arguments: [
      ("1800", "0", 1800, 0), ("-1", "-1", nil, nil), ("0", "0", nil, 0), ("many", "few", nil, nil),
      ("", "", nil, nil), ("99999999999999999999", "7", nil, 7),
    ] as [(String, String, Int?, Int?)])
  func numbers(_ limit: String, _ remaining: String, _ expected: Int?, _ left: Int?) {
    let headers = [("X-RateLimit-Limit-Tokens", limit), ("x-ratelimit-remaining-tokens", remaining)]
    #expect(report(headers) ?? LimitReport() == LimitReport(tokens: .init(limit: expected, remaining: left)))
  }

  @Test(
    "Anthropic's headers are read, its resets by the provider's own clock, and of its limits of tokens the tightest")
  func anthropic() {
    let report = RateLimitHeaders.report(
      [
        "date": "Sun, 06 Nov 1994 08:49:37 GMT",
        "anthropic-ratelimit-requests-limit": "50", "anthropic-ratelimit-requests-remaining": "49",
        "anthropic-ratelimit-requests-reset": "1994-11-06T08:49:39Z",
        "anthropic-ratelimit-input-tokens-limit": "40000", "anthropic-ratelimit-input-tokens-remaining": "39000",
        "anthropic-ratelimit-input-tokens-reset": "1994-11-06T08:50:37Z",
        "anthropic-ratelimit-output-tokens-limit": "8000", "anthropic-ratelimit-output-tokens-remaining": "8000",
        "anthropic-ratelimit-output-tokens-reset": "1994-11-06T08:49:37Z",
      ], arrival: 1_700_000_000)
    #expect(report?.requests == .init(limit: 50, remaining: 49, reset: .seconds(2)))
    #expect(report?.tokens == .init(limit: 8000, remaining: 8000, reset: .zero))
  }

  @Test("Headers without a unit are of requests, and headers that say nothing are none")
  func plain() {
    #expect(
      report([("ratelimit-limit", "100"), ("ratelimit-remaining", "7"), ("ratelimit-reset", "50")])?.requests
        == .init(limit: 100, remaining: 7, reset: .seconds(50)))
    #expect(report([("content-type", "application/json"), ("x-ratelimit-limit-requests", "-1")]) == nil)
  }
}
