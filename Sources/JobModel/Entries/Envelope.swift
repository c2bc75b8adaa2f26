/// What replies are wrapped in before their list begins.
enum Envelope {
  /// The reply without the thoughts that some models write before it.
  static func unwrapped(_ reply: String) -> String {
    var rest = reply[...]
    for tag in ["</think>", "</thinking>", "</reasoning>"] {
      if let end = rest.ranges(of: tag).last { rest = rest[end.upperBound...] }
    }
    return String(rest)
  }

  /// The lines that can hold the list: those of the one fenced block where nothing outside it is marked, else all of them.
  static func listLines(of text: String) -> [ReplyLine] {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(ReplyLine.init)
    let fences = lines.indices.filter { lines[$0].kind == .fence }
    guard let open = fences.first else { return lines }
    let close = fences.count > 1 ? fences[1] : lines.endIndex
    let block = lines[(open + 1)..<close]
    let around = lines[..<open] + (close < lines.endIndex ? lines[(close + 1)...] : [])
    let outside = around.contains { $0.marker != nil || $0.kind == .fence }
    if !outside, block.contains(where: { $0.kind != .blank }) { return Array(block) }
    return lines.filter { $0.kind != .fence }
  }
}
