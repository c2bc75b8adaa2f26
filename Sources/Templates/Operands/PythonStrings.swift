/// Python's `str`, by Unicode scalars.
extension String {
  init(scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }

  var scalarCount: Int { unicodeScalars.count }

  func pythonUppercased() -> String { uppercased() }

  /// Lower case, with a capital sigma at a word's end as `ς`, which Swift's `lowercased` does not do.
  func pythonLowercased() -> String {
    guard unicodeScalars.contains("\u{3A3}") else { return lowercased() }
    let scalars = Array(unicodeScalars)
    return scalars.indices.map { String.lowercase(scalars, $0) }.joined()
  }

  /// The lower case of one scalar among its neighbours.
  static func lowercase(_ scalars: [Unicode.Scalar], _ index: Int) -> String {
    guard scalars[index] == "\u{3A3}" else { return scalars[index].properties.lowercaseMapping }
    let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true ? "\u{3C2}" : "\u{3C3}"
  }

  /// `str.capitalize`
  func pythonCapitalized() -> String {
    guard let first = unicodeScalars.first else { return "" }
    // The rest keeps its neighbour on the left, which decides on a final sigma.
    let rest = pythonLowercased().unicodeScalars.dropFirst(first.properties.lowercaseMapping.unicodeScalars.count)
    return first.properties.titlecaseMapping + String(scalars: rest)
  }

  func stripped(_ characters: String? = nil, leading: Bool = true, trailing: Bool = true) -> String {
    let set = characters.map { Set($0.unicodeScalars) }
    func goes(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? scalar.isPythonSpace }
    var rest = unicodeScalars[...]
    if leading { rest = rest.drop(while: goes) }
    if trailing { while let last = rest.last, goes(last) { rest.removeLast() } }
    return String(rest)
  }

  /// `str.splitlines`
  func pythonLines(keepingBreaks: Bool = false) -> [String] {
    var lines: [String] = []
    var start = unicodeScalars.startIndex
    var index = start
    while index < unicodeScalars.endIndex {
      let scalar = unicodeScalars[index]
      var after = unicodeScalars.index(after: index)
      if scalar.isPythonLineBreak {
        if scalar == "\r", after < unicodeScalars.endIndex, unicodeScalars[after] == "\n" {
          after = unicodeScalars.index(after: after)
        }
        lines.append(String(unicodeScalars[start..<(keepingBreaks ? after : index)]))
        start = after
      }
      index = after
    }
    if start < unicodeScalars.endIndex { lines.append(String(unicodeScalars[start...])) }
    return lines
  }

  /// The places at which `part` begins, without overlaps, from the left. Byte offsets.
  func occurrences(of part: String, limit: Int = .max) -> [Int] {
    var found: [Int] = []
    var text = self
    var part = part
    text.withUTF8 { text in
      part.withUTF8 { part in
        guard let first = part.first, part.count <= text.count else { return }
        var index = 0
        while index <= text.count - part.count, found.count < limit {
          if text[index] == first, (1..<part.count).allSatisfy({ text[index + $0] == part[$0] }) {
            found.append(index)
            index += part.count
          } else {
            index += 1
          }
        }
      }
    }
    return found
  }

  func containsText(_ part: String) -> Bool { part.isEmpty || !occurrences(of: part, limit: 1).isEmpty }

  /// The byte at which `part` first begins; UTF-8 makes sure that it is a whole scalar's.
  private func utf8Slice(_ from: Int, _ to: Int) -> Substring {
    self[utf8.index(startIndex, offsetBy: from)..<utf8.index(startIndex, offsetBy: to)]
  }

  /// `str.replace`; a negative `limit` is none.
  func replacing(_ old: String, with new: String, limit: Int) -> String {
    let limit = limit < 0 ? Int.max : limit
    guard limit > 0 else { return self }
    if old.isEmpty {
      var result = String.UnicodeScalarView()
      var left = limit
      for scalar in unicodeScalars {
        if left > 0 {
          result.append(contentsOf: new.unicodeScalars)
          left -= 1
        }
        result.append(scalar)
      }
      if left > 0 { result.append(contentsOf: new.unicodeScalars) }
      return String(result)
    }
    return pieces(splitBy: old, limit: limit).joined(separator: new)
  }

  /// `str.split(separator)`, with at most `limit` cuts. The separator is not empty.
  func pieces(splitBy separator: String, limit: Int) -> [Substring] {
    var pieces: [Substring] = []
    var start = 0
    for place in occurrences(of: separator, limit: limit) {
      pieces.append(utf8Slice(start, place))
      start = place + separator.utf8.count
    }
    pieces.append(utf8Slice(start, utf8.count))
    return pieces
  }

  /// `str.split()`: by whitespace of any length.
  func words(limit: Int = .max) -> [String] {
    var words: [String] = []
    var rest = unicodeScalars[...].drop(while: \.isPythonSpace)
    while !rest.isEmpty {
      if words.count == limit {
        words.append(String(rest))
        break
      }
      let word = rest.prefix { !$0.isPythonSpace }
      words.append(String(word))
      rest = rest[word.endIndex...].drop(while: \.isPythonSpace)
    }
    return words
  }

  func beginsWith(_ part: String) -> Bool { utf8.starts(with: part.utf8) }
  func endsWith(_ part: String) -> Bool { utf8.reversed().starts(with: part.utf8.reversed()) }

  /// In a field of `width` scalars; `left` says how many of so many blanks stand left of the text.
  func padded(to width: Int, with fill: String = " ", left: (Int) -> Int) -> String {
    let blanks = width - scalarCount
    guard blanks > 0 else { return self }
    let before = left(blanks)
    return String(repeating: fill, count: before) + self + String(repeating: fill, count: blanks - before)
  }

  /// `str.center`: an odd blank stands left in fields of odd width only.
  func centered(in width: Int, with fill: String = " ") -> String {
    padded(to: width, with: fill) { $0 / 2 + ($0 & width & 1) }
  }
}
