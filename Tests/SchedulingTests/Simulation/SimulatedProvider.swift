import Foundation
import JobModel

/// The same numbers each time (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// From 0 up to 1.
  mutating func fraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  /// Log-normal with this mean: most are quick, some take many times as long.
  mutating func latency(mean: Double, sigma: Double) -> Double {
    let normal = (-2 * log(max(fraction(), 1e-12))).squareRoot() * cos(2 * .pi * fraction())
    return mean * exp(sigma * normal - sigma * sigma / 2)
  }
}

/// A provider that lets so much through, counted as some do and told as some tell it. Times are seconds.
struct SimulatedProvider {
  enum Counting {
    /// So many a second flow in, and so many are kept.
    case bucket(Double, burst: Double)
    /// So many in each window of so many seconds.
    case window(Double, of: Double)
  }

  enum Telling {
    case nothing, headers
    /// `retry-after` in whole seconds, rounded up, or as it is.
    case wholeSeconds, fraction
  }

  struct Answer {
    let isAccepted: Bool
    var retryAfter: Duration?
    var report: LimitReport?
  }

  let counting: Counting
  let telling: Telling
  /// How far a window has come when the run begins, in seconds.
  let phase: Double
  private var level: Double
  private var asOf = 0.0

  init(_ counting: Counting, _ telling: Telling = .nothing, phase: Double = 0) {
    (self.counting, self.telling, self.phase) = (counting, telling, phase)
    switch counting {
    case .bucket(_, let burst): level = burst
    case .window(let most, _): level = most
    }
  }

  /// What it lets through in a second.
  var rate: Double {
    switch counting {
    case .bucket(let rate, _): rate
    case .window(let most, let length): most / length
    }
  }

  /// - Parameter cost: 1 of a limit of requests, else tokens.
  mutating func ask(_ now: Double, cost: Double = 1) -> Answer {
    refill(until: now)
    let isAccepted = level >= cost - 1e-9
    if isAccepted { level -= cost }
    let (wait, reset): (Double, Double) =
      switch counting {
      case .bucket(let rate, let burst): ((cost - level) / rate, (burst - level) / rate)
      case .window(_, let length):
        (
          length - (now + phase).truncatingRemainder(dividingBy: length),
          length - (now + phase).truncatingRemainder(dividingBy: length)
        )
      }
    switch telling {
    case .nothing: return Answer(isAccepted: isAccepted)
    case .wholeSeconds:
      return Answer(isAccepted: isAccepted, retryAfter: isAccepted ? nil : .seconds(wait.rounded(.up)))
    case .fraction: return Answer(isAccepted: isAccepted, retryAfter: isAccepted ? nil : .seconds(wait))
    case .headers:
      let quota = LimitReport.Quota(limit: Int(rate * 60), remaining: Int(level), reset: .seconds(reset))
      return Answer(isAccepted: isAccepted, report: LimitReport(requests: quota))
    }
  }

  private mutating func refill(until now: Double) {
    switch counting {
    case .bucket(let rate, let burst): level = min(burst, level + (now - asOf) * rate)
    case .window(let most, let length):
      if ((now + phase) / length).rounded(.down) > ((asOf + phase) / length).rounded(.down) { level = most }
    }
    asOf = now
  }
}
