import Values

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Console {
  /// A diff on standard output: removed lines red, added ones green, as `git diff` has them.
  func say(_ diff: UnifiedDiff, from old: String, to new: String) {
    guard options.color.isWanted(on: STDOUT_FILENO) else { return say(diff.text(from: old, to: new)) }
    guard !options.json, !options.quiet, !diff.hunks.isEmpty else { return }
    // Stripped before it is coloured: what is in the files must not steer the terminal.
    func paint(_ text: String, _ code: String) -> String { "\u{1B}[\(code)m\(Terminal.strip(text))\u{1B}[0m" }
    var lines = [paint("--- \(old)", "1"), paint("+++ \(new)", "1")]
    for hunk in diff.hunks {
      lines.append(paint(hunk.header, "36"))
      for line in hunk.lines {
        switch line.mark {
        case .kept: lines.append(Terminal.strip(line.shown))
        case .removed: lines.append(paint(line.shown, "31"))
        case .added: lines.append(paint(line.shown, "32"))
        }
      }
    }
    Self.result(lines.joined(separator: "\n"))
  }
}

extension CommonOptions.Color {
  /// Whether output to a descriptor is to be coloured.
  func isWanted(on descriptor: Int32) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Terminal.isTerminal(descriptor) && getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
        && getenv("TERM").map { String(cString: $0) } != "dumb"
    }
  }
}
