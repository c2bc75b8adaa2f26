import JobModel
import NIOHTTP1
import Providers
import Testing

struct RetryAfterTests {
  // 784,111,777 is Sun, 06 Nov 1994 08:49:37 GMT, RFC 9110's own example.
  private let present = 784_111_777

  @Test(
    "A wait is taken from every form that a provider may use, and from nothing else",
    arguments: [
      ([("retry-after", "7")], Duration.seconds(7)),
      ([("Retry-After", "0.25")], .milliseconds(250)),
      ([("retry-after-ms", "1500")], .milliseconds(1500)),
      ([("retry-after", "1"), ("retry-after-ms", "1500")], .milliseconds(1500)),
      ([("retry-after", "3"), ("Retry-After", "9")], .seconds(9)),
      ([("retry-after", "nonsense"), ("Retry-After", "2")], .seconds(2)),
      ([("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")], .seconds(30)),
      ([("retry-after", "Sunday, 06-Nov-94 08:50:07 GMT")], .seconds(30)),
      ([("retry-after", "Sun Nov  6 08:50:07 1994")], .seconds(30)),
      ([("retry-after", "99999999999999999999999999")], RetryAfter.most),
      ([("retry-after", "0")], .zero),
      ([], nil), ([("retry-after", "")], nil), ([("retry-after", "-5")], nil), ([("retry-after", "1e99")], nil),
      ([("retry-after", "1.2.3")], nil), ([("retry-after", "nan")], nil), ([("retry-after", "inf")], nil),
      ([("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT")], nil), ([("retry-after", "tomorrow")], nil),
      ([("retry-after", "Sun, 99 Nov 1994 08:50:07 GMT")], nil),
    ] as [([(String, String)], Duration?)])
  func wait(_ headers: [(String, String)], _ expected: Duration?) {
    #expect(RetryAfter.wait(HTTPHeaders(headers), arrival: present) == expected)
  }

  @Test("A date is counted from the provider's clock where it tells it, since this machine's may be wrong")
  func providersClock() {
    let headers: HTTPHeaders = [
      "date": "Sun, 06 Nov 1994 08:49:37 GMT", "retry-after": "Sun, 06 Nov 1994 08:50:37 GMT",
    ]
    #expect(RetryAfter.wait(headers, arrival: 1_700_000_000) == .seconds(60))
  }

  @Test(
    "Dates are right across leap years",
    arguments: [
      ("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("Tue, 31 Dec 2030 23:59:59 GMT", 1_924_991_999),
    ])
  func dates(_ text: String, _ seconds: Int) { #expect(HTTPDate.secondsSinceEpoch(text) == seconds) }

  @Test("Only what is asked again carries a wait")
  func scope() {
    let wait = [("retry-after", "7")]
    #expect(Classification.failure(response(429, "", headers: wait)).retryAfter == .seconds(7))
    #expect(Classification.failure(response(400, "", headers: wait)).retryAfter == nil)
  }
}
