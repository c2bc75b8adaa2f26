import JobModel
import Scheduling

/// Shows where a run stands: one line that is drawn anew on a terminal, a plain line now and then elsewhere.
struct ProgressLine: Sendable {
  let console: Console
  let handle: RunHandle

  private static let terminalPace = Duration.milliseconds(200)
  private static let pipePace = Duration.seconds(30)

  /// Draws until it is cancelled.
  func run() async {
    guard !console.options.quiet, !console.options.json || console.mayDraw else { return }
    let clock = ContinuousClock()
    let began = clock.now
    while true {
      do {
        try await clock.sleep(for: console.mayDraw ? Self.terminalPace : Self.pipePace)
      } catch {
        break
      }
      guard let progress = handle.progress else { continue }
      let seconds = (clock.now - began) / .seconds(1)
      if console.mayDraw {
        console.draw(Self.line(progress, seconds: seconds, columns: Terminal.columns))
      } else {
        console.note(Self.text(progress, seconds: seconds))
      }
    }
    console.clearLine()
  }

  /// `12/300 done, 8 in flight, waiting for: tokens, 4.1/s, $0.0312, 1m10s left`
  static func text(_ progress: RunProgress, seconds: Double) -> String {
    var parts = ["\(progress.done)/\(progress.total) done", "\(progress.inFlight) in flight"]
    if let heldBack = progress.heldBack { parts.append("waiting for: \(heldBack.rawValue)") }
    if progress.failed > 0 { parts.append("\(progress.failed) failed") }
    let rate = seconds > 0 ? Double(progress.asked) / seconds : 0
    if progress.asked > 0 { parts.append(Self.rate(rate)) }
    parts.append(progress.cost.map(\.shown) ?? "cost unknown")
    if rate > 0, progress.total > progress.done {
      parts.append("\(Self.span(Double(progress.total - progress.done) / rate)) left")
    }
    return parts.joined(separator: ", ")
  }

  static func line(_ progress: RunProgress, seconds: Double, columns: Int) -> String {
    let text = text(progress, seconds: seconds)
    let room = min(columns - text.count - 4, 30)
    guard room >= 8, progress.total > 0 else { return String(text.prefix(max(columns - 1, 0))) }
    let full = room * progress.done / progress.total
    return "[" + String(repeating: "█", count: full) + String(repeating: "░", count: room - full) + "] " + text
  }

  private static func rate(_ perSecond: Double) -> String {
    perSecond >= 1 ? "\((perSecond * 10).rounded() / 10)/s" : "\((perSecond * 600).rounded() / 10)/min"
  }

  /// `1h05m`, `1m10s`, `9s`
  static func span(_ seconds: Double) -> String { Duration.seconds(seconds.rounded(.up)).span }
}

extension Console {
  /// Draws the progress line over the one before.
  func draw(_ line: String) { Self.write("\r\u{1B}[K\(line)", to: 2) }

  func clearLine() { if mayDraw { Self.write("\r\u{1B}[K", to: 2) } }
}
