/// Finds lines in the source as events come, which they do in its order: so all looks together pass over it once.
struct SourceLines {
  private let source: UnsafeBufferPointer<UInt8>
  private var line = 1
  private var offset = 0

  init(_ source: UnsafeBufferPointer<UInt8>) {
    self.source = source
    if source.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  /// How many spaces stand before each line of a block scalar's content, which begins below `line`.
  mutating func indentation(below line: Int, of text: UnsafeBufferPointer<UInt8>) -> Int {
    goTo(line + 1)
    var place = offset
    // Lines before the first that holds something are the content's own, whatever their spaces.
    while let end = lineEnd(from: place) {
      let spaces = source[place..<end].prefix { $0 == UInt8(ascii: " ") }.count
      if spaces < end - place {
        let own = text.drop { $0 == UInt8(ascii: "\n") }.prefix { $0 == UInt8(ascii: " ") }.count
        return max(0, spaces - own)
      }
      place = end + breakLength(at: end)
    }
    return 0
  }

  /// Where a node itself begins whose tag or anchor stands at `mark`.
  mutating func skipProperties(from mark: YAMLMark) -> YAMLMark {
    var place = offset(of: mark)
    var (line, column) = (mark.line, mark.column)
    while place < source.count {
      let length: Int
      switch source[place] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): length = 1
      case UInt8(ascii: "!"), UInt8(ascii: "&"):
        length = source[place...].prefix { !" \t\r\n,]}".utf8.contains($0) }.count
      case UInt8(ascii: "#"): length = (lineEnd(from: place) ?? place) - place
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        place += breakLength(at: place)
        (line, column) = (line + 1, 1)
        continue
      default: return YAMLMark(line: line, column: column)
      }
      column += source[place..<place + length].count { $0 & 0xC0 != 0x80 }
      place += length
    }
    return mark
  }

  /// The character at a place; nil behind the source's end.
  mutating func scalar(at mark: YAMLMark) -> Unicode.Scalar? {
    let place = offset(of: mark)
    return String(decoding: source[place..<min(place + 4, source.count)], as: UTF8.self).unicodeScalars.first
  }

  /// What stands on its line in front of a place.
  mutating func text(before mark: YAMLMark) -> String {
    let end = offset(of: mark)
    return String(decoding: source[offset..<max(offset, end)], as: UTF8.self)
  }

  private mutating func offset(of mark: YAMLMark) -> Int {
    goTo(mark.line)
    var place = offset
    for _ in 1..<max(mark.column, 1) where place < source.count {
      place += 1
      while place < source.count, source[place] & 0xC0 == 0x80 { place += 1 }
    }
    return place
  }

  private mutating func goTo(_ wanted: Int) {
    while line < wanted, let end = lineEnd(from: offset) {
      offset = end + breakLength(at: end)
      line += 1
    }
  }

  /// Where the line that begins here ends; nil behind the last one.
  private func lineEnd(from start: Int) -> Int? {
    guard start < source.count else { return nil }
    return source[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? source.count
  }

  private func breakLength(at place: Int) -> Int {
    guard place < source.count else { return 0 }
    switch source[place] {
    case UInt8(ascii: "\n"): return 1
    case UInt8(ascii: "\r"): return place + 1 < source.count && source[place + 1] == UInt8(ascii: "\n") ? 2 : 1
    default: return 0
    }
  }
}
