import Testing

@testable import Scheduling

@Suite("How far a sum may lie from what is expected")
struct PredictionIntervalTests {
  // Student's t for 97.5 in 100, of any table.
  @Test(
    "the quantile is that of Student's t",
    arguments: [(10, 2.2281), (11, 2.2010), (13, 2.1604), (30, 2.0423), (1000, 1.9623)] as [(Double, Double)])
  func quantile(freedom: Double, expected: Double) {
    #expect(abs(PredictionInterval.quantile(freedom) - expected) < 0.001)
  }

  // By hand: t(10) · 10 · √(n + n²), t(11) · √((10·10² + 2·10²) / 11) · √(n + n²/2), …
  @Test(
    "the margin is t · s · √(n + n²/k), with what was supposed beforehand in s",
    arguments: [
      (1, [100], 10, 2.2281 * 10 * 1.4142), (4, [90, 110], 10, 2.2010 * 10.4447 * 3.4641),
      (4, [100, 100], 10, 2.2010 * 9.5346 * 3.4641), (1, [50, 50, 50], 0, 0),
    ] as [(Int, [Double], Double, Double)])
  func margin(count: Int, observed: [Double], supposed: Double, expected: Double) {
    let margin = PredictionInterval.margin(of: count, observed: observed, supposed: supposed)
    #expect(abs(margin - expected) < 0.02)
  }

  @Test("many replies tell for themselves: the supposition wears off")
  func supposition() {
    let observed = (0..<500).map { 100 + Double($0 % 3) - 1 }
    let margin = PredictionInterval.margin(of: 1, observed: observed, supposed: 20)
    #expect((2.0..<7.0).contains(margin))
  }
}
