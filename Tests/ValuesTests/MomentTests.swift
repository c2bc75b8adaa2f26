import Testing

@testable import Values

@Test(
  "days are counted as the Gregorian calendar has them",
  arguments: [
    (0, "1970-01-01"), (1, "1970-01-02"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (11_017, "2000-03-01"),
    (20_780, "2026-11-23"), (-719_162, "0001-01-01"), (47_541, "2100-03-01"), (2_932_896, "9999-12-31"),
  ])
func days(day: Int, text: String) throws {
  let moment = Moment(secondsSinceEpoch: day * 86_400, precision: .day)
  #expect(moment.text == text)
  #expect(Moment(iso: text) == moment)
}

@Test(
  "ISO 8601 is read with times, fractions and offsets",
  arguments: [
    ("2026-11-23T17:51:11Z", "2026-11-23T17:51:11Z"), ("2026-11-23 17:51", "2026-11-23T17:51:00Z"),
    ("2026-11-23T17:51:11.999+02:00", "2026-11-23T15:51:11Z"), ("2026-01-01T00:00:00+0100", "2025-12-31T23:00:00Z"),
    ("2026-11-23T17:51:11-05", "2026-11-23T22:51:11Z"),
  ])
func iso(text: String, expected: String) {
  #expect(Moment(iso: text)?.text == expected)
}

@Test(
  "what is no date is none",
  arguments: [
    "", "2026", "2026-13-01", "2026-02-29", "2026-1-1", "26-01-01", "2026-01-01T", "2026-01-01T25:00", "2026-01-01x",
    "2026-01-01T10:00:00+", "2026-01-01T10:00:60Z", "2026-01-01T10:00:00.Z", "0000-01-01", "２０２６-01-01",
  ])
func noDate(text: String) {
  #expect(Moment(iso: text) == nil)
}

@Test(
  "formats are those of strftime",
  arguments: [
    ("%Y-%m-%d %H:%M:%S", "2026-03-05 07:08:09"), ("%d %B %Y", "05 March 2026"), ("%-d %b %y", "5 Mar 26"),
    ("%e|%_d|%0e", " 5| 5|05"),
    ("%A %a", "Thursday Thu"), ("%j %-j", "064 64"), ("%I:%M %p", "07:08 AM"), ("%Z %z %%", "UTC +0000 %"),
    ("%F %T", "2026-03-05 07:08:09"),
    ("%u %w %V %G %U %W", "4 4 10 2026 09 09"), ("%^B", "MARCH"), ("%s", "1772694489"),
    ("Week %V of %G, year", "Week 10 of 2026, year"),
  ])
func formats(format: String, expected: String) throws {
  let moment = try #require(Moment(iso: "2026-03-05T07:08:09Z"))
  #expect(try moment.formatted(format) == expected)
}

@Test("an unknown directive is named", arguments: ["%Q", "%", "%-", "%-Q"])
func unknownDirective(format: String) throws {
  let error = #expect(throws: UnknownDirective.self) {
    try Moment(secondsSinceEpoch: 0, precision: .day).formatted(format)
  }
  #expect(error?.directive == format)
}

@Test(
  "ISO weeks belong to the year of their Thursday", arguments: [("2021-01-03", "2020-53"), ("2024-12-30", "2025-01")])
func isoWeeks(day: String, week: String) throws {
  #expect(try #require(Moment(iso: day)).formatted("%G-%V") == week)
}
