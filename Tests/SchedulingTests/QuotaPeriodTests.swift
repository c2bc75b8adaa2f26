import JobModel
import Testing

@testable import Scheduling

@Test(
  "A quota's period is told by its reset: a bucket's by what of it was used, a window's where a minute cannot be it",
  arguments: [
    // OpenAI's: one of 5,000 used comes back within 12 ms; Groq's example: 30 of 14,400 within 2m59.56s.
    (5_000, 4_999, 12, 60), (14_400, 14_370, 179_560, 86_400),
    // 160,000 tokens, 24 used; a bucket of an hour.
    (160_000, 159_976, 9, 60), (1_000, 900, 360_000, 3_600),
    // Windows, early and late; a small bucket that says a minute's limit.
    (1_800, 1_700, 58_000, 60), (1_800, 0, 60_000, 60), (1_800, 3, 70, 60), (200, 0, 60_900, 60),
    (200, 150, 1_800_000, 3_600), (10_000, 1, 80_000_000, 86_400),
    (1_800, nil, nil, 60), (1_800, 1_800, 0, 60), (nil, 5, 1_000, nil),
  ] as [(Int?, Int?, Int?, Int?)])
func period(_ limit: Int?, _ remaining: Int?, _ milliseconds: Int?, _ seconds: Int?) {
  let quota = LimitReport.Quota(limit: limit, remaining: remaining, reset: milliseconds.map { .milliseconds($0) })
  #expect(quota.period == seconds.map { .seconds($0) })
  #expect(quota.perMinute == (seconds == 60 ? limit : nil))
}
