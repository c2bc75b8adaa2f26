import GRDB
package import JobModel
import Values

extension LedgerReader {
  /// What each job spent on each day (UTC) of the month that a time lies in, and later ones where a clock was wrong.
  ///
  /// An attempt counts for the day on which it was started, at what it is charged, or in full while its end is unknown.
  package func dailySpend(inMonthOf time: WallTime) async throws(LedgerError) -> [DailySpend] {
    let monthBegan = time.monthBegan.milliseconds
    return try await read { db in
      // Millions and rest apart: sums of what a wild count of tokens is charged at might not fit into one number.
      let sql = """
        SELECT job, started_at / 86400000 AS day, sum(amount / 1000000), sum(amount % 1000000), count(*) - count(amount)
        FROM (
          SELECT job, started_at, CASE outcome WHEN 'open' THEN reserved ELSE cost END AS amount
          FROM attempt WHERE started_at >= ?)
        GROUP BY job, day ORDER BY job, day
        """
      return try Row.fetchAll(db, sql: sql, arguments: [monthBegan]).map { row in
        let (millions, rest): (Int, Int) = ((row[2] as Int?) ?? 0, (row[3] as Int?) ?? 0)
        let (pico, overflow) = millions.multipliedReportingOverflow(by: 1_000_000)
        return DailySpend(
          job: row[0], day: row[1], cost: Money(picoDollars: overflow ? .max : pico) + Money(picoDollars: rest),
          unpriced: row[4])
      }
    }
  }
}

extension WallTime {
  /// The first instant of its month, in UTC.
  var monthBegan: WallTime {
    let moment = Moment(secondsSinceEpoch: milliseconds / 1000, precision: .day)
    return WallTime(milliseconds: (moment.dayNumber - moment.civil.day + 1) * 86_400_000)
  }
}
