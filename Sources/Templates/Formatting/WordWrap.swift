import Values

/// Python's `textwrap`, which Jinja's `wordwrap` uses.
struct WordWrap {
  /// In scalars; at least 1.
  let width: Int
  let breaksLongWords: Bool
  let breaksOnHyphens: Bool

  func lines(of text: String) -> [String] {
    var chunks =
      (breaksOnHyphens ? hyphenatedChunks(Array(text.unicodeScalars)) : words(Array(text.unicodeScalars)))
      .reversed() as [Chunk]
    var lines: [String] = []
    while let last = chunks.last {
      if isBlank(last), !lines.isEmpty { chunks.removeLast() }
      var line: [Chunk] = []
      var length = 0
      while let chunk = chunks.last, length + chunk.count <= width {
        line.append(chunk)
        length += chunk.count
        chunks.removeLast()
      }
      if let chunk = chunks.last, chunk.count > width { breakUp(&chunks, into: &line, used: length) }
      if let end = line.last, isBlank(end) { line.removeLast() }
      if !line.isEmpty { lines.append(String(scalars: line.joined())) }
    }
    return lines
  }

  private typealias Chunk = ArraySlice<Unicode.Scalar>

  private func isBlank(_ chunk: Chunk) -> Bool { chunk.allSatisfy(\.isPythonSpace) }

  private func breakUp(_ chunks: inout [Chunk], into line: inout [Chunk], used: Int) {
    guard let chunk = chunks.last else { return }
    guard breaksLongWords else {
      if line.isEmpty { line.append(chunks.removeLast()) }
      return
    }
    let space = width - used
    var end = space
    if breaksOnHyphens, chunk.count > space {
      let head = chunk.prefix(space)
      if let hyphen = head.lastIndex(of: "-"), hyphen > head.startIndex, head[..<hyphen].contains(where: { $0 != "-" })
      {
        end = hyphen - head.startIndex + 1
      }
    }
    line.append(chunk.prefix(end))
    chunks[chunks.count - 1] = chunk.dropFirst(end)
  }

  /// Only these six are blanks at which `textwrap` cuts.
  private func isSpace(_ scalar: Unicode.Scalar) -> Bool { (0x09...0x0D).contains(scalar.value) || scalar == " " }

  private func words(_ text: [Unicode.Scalar]) -> [Chunk] {
    var chunks: [Chunk] = []
    var start = 0
    while start < text.count {
      let blank = isSpace(text[start])
      let end = text[start...].firstIndex { isSpace($0) != blank } ?? text.count
      chunks.append(text[start..<end])
      start = end
    }
    return chunks
  }

  /// Words that may be cut after a hyphen between letters and around a dash of two hyphens or more.
  private func hyphenatedChunks(_ text: [Unicode.Scalar]) -> [Chunk] {
    func isLetter(_ index: Int) -> Bool {
      text.indices.contains(index) && text[index].isPythonWord && !text[index].isDigit
    }
    func isWord(_ index: Int) -> Bool { text.indices.contains(index) && text[index].isPythonWord }
    /// Letters, digits and the punctuation that sticks to a word.
    func sticks(_ index: Int) -> Bool {
      isWord(index) || (text.indices.contains(index) && "!\"'&.,?".unicodeScalars.contains(text[index]))
    }
    /// Where a dash that begins at `index` ends, if a word follows it.
    func dashEnd(_ index: Int) -> Int? {
      let end = text[index...].firstIndex { $0 != "-" } ?? text.count
      return end - index >= 2 && isWord(end) ? end : nil
    }
    /// Whether a word may be cut after the hyphen at `index`.
    func cutsAfterHyphen(_ index: Int) -> Bool {
      let before =
        isLetter(index - 1) && (isLetter(index - 2) || (index >= 2 && text[index - 2] == "-" && isLetter(index - 3)))
      let next = index + 1
      let after =
        isLetter(next) && (isLetter(next + 1) || (next + 1 < text.count && text[next + 1] == "-" && isLetter(next + 2)))
      return before && after
    }
    func wordEnd(_ start: Int) -> Int {
      var end = start + 1
      while end < text.count, !isSpace(text[end]) {
        if text[end] == "-" {
          if cutsAfterHyphen(end) { return end + 1 }
          if sticks(end - 1), dashEnd(end) != nil { return end }
        }
        end += 1
      }
      return end
    }
    var chunks: [Chunk] = []
    var start = 0
    while start < text.count {
      let end: Int
      if isSpace(text[start]) {
        end = text[start...].firstIndex { !isSpace($0) } ?? text.count
      } else if text[start] == "-", sticks(start - 1), let dash = dashEnd(start) {
        end = dash
      } else {
        end = wordEnd(start)
      }
      chunks.append(text[start..<end])
      start = end
    }
    return chunks
  }
}
