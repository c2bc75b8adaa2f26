/// Does one of the things that galley does for each row or reply, as often as is said, and nothing else: Benchmarks/instructions
/// counts the instructions.
///
/// Usage: inner-loops LOOP TIMES
@main
struct InnerLoops {
  /// Each gives the bytes that it made or read.
  static let loops: [String: @Sendable (_ times: Int) throws -> Int] = [
    "template": renderTemplate, "wire": askAndRead, "rows": readRows, "draft": makeDraft,
  ]

  static func main() throws {
    guard CommandLine.arguments.count == 3, let loop = loops[CommandLine.arguments[1]],
      let times = Int(CommandLine.arguments[2])
    else { fatalError("usage: inner-loops \(loops.keys.sorted().joined(separator: "|")) TIMES") }
    // Printed, so that nothing of it can be left out.
    print(try loop(times))
  }
}
