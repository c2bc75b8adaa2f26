/// A byte-pair encoding of OpenAI's: the texts that are one token each, in the order in which they are merged.
package enum Vocabulary: Sendable, CaseIterable {
  case o200k
  case cl100k

  /// How many tokens a text is, as OpenAI's tiktoken counts them; texts that name a special token are text.
  ///
  /// The time grows with the text's length; by its logarithm, too, within a word that is no token.
  package func count(_ text: String) -> Int {
    var text = text
    let table = TokenTable(self)
    var merging = PairMerging(table)
    return text.withUTF8 { bytes in
      let pieces = Pieces(bytes)
      let raw = UnsafeRawBufferPointer(bytes)
      var count = 0
      var start = 0
      while start < bytes.count {
        let end = self == .o200k ? pieces.endOfO200k(from: start) : pieces.endOfCL100k(from: start)
        let piece = UnsafeRawBufferPointer(rebasing: raw[start..<end])
        count += table.place(of: piece) == TokenTable.none ? merging.count(piece) : 1
        start = end
      }
      return count
    }
  }
}
