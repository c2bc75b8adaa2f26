import Templates
import Testing

/// Replies are not trusted: none may hold up a run, were it a megabyte of brackets.
@Suite(.timeLimit(.minutes(1)))
struct LongTextTests {
  static let pieces = [
    "[", "](", "[a](b)", "*a ", "_a_ ", "`", "``` ", "```\n", "!", "! ", "!\"", ". ", "1. ", "a. B ", "- a\n", "- a.\n",
    "#", "# a\n",
    "# ", "\n", " ", "\\", "<", "~~a", "e\u{301}", "=\n", "|\n", "> ", "U.S. ", "\t", "a\n=\n",
  ]

  @Test("what reads a reply takes time in proportion to its length, whatever stands in it", arguments: pieces)
  func long(_ piece: String) throws {
    for end in ["", "a", "\n\nAn end"] {
      let text = String(repeating: piece, count: 20_000 / piece.utf8.count) + end
      _ = TextFilters.heading(text)
      _ = TextFilters.withoutHeading(text)
      _ = TextFilters.wholeSentences(text)
    }
  }
}
