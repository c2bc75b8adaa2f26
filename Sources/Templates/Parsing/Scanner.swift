/// Reads a template's text scalar by scalar and knows the place of each.
struct Scanner {
  let text: [Unicode.Scalar]
  private(set) var position = 0
  private(set) var place: Place
  private let margin: Int

  /// - Parameter start: where the text stands in its file.
  init(_ source: String, start: Origin) {
    text = Scanner.normalized(source)
    place = start.place
    margin = start.margin
  }

  /// CRLF and CR become LF, and the last line break is dropped: Jinja keeps no trailing newline.
  private static func normalized(_ source: String) -> [Unicode.Scalar] {
    var text: [Unicode.Scalar] = []
    text.reserveCapacity(source.utf8.count)
    var afterReturn = false
    for scalar in source.unicodeScalars {
      if scalar == "\r" {
        text.append("\n")
      } else if !(scalar == "\n" && afterReturn) {
        text.append(scalar)
      }
      afterReturn = scalar == "\r"
    }
    if text.last == "\n" { text.removeLast() }
    return text
  }

  var isAtEnd: Bool { position >= text.count }
  var current: Unicode.Scalar? { isAtEnd ? nil : text[position] }

  func peek(_ distance: Int) -> Unicode.Scalar? {
    let index = position + distance
    return text.indices.contains(index) ? text[index] : nil
  }

  func looksAt(_ word: String, distance: Int = 0) -> Bool {
    var index = position + distance
    for scalar in word.unicodeScalars {
      guard index < text.count, text[index] == scalar else { return false }
      index += 1
    }
    return true
  }

  mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < text.count {
      if text[position] == "\n" {
        place = Place(line: place.line + 1, column: margin + 1)
      } else {
        place.column += 1
      }
      position += 1
    }
  }

  mutating func take(_ word: String) -> Bool {
    guard looksAt(word) else { return false }
    advance(word.unicodeScalars.count)
    return true
  }

  mutating func skipWhitespace() { while let current, current.isPythonSpace { advance() } }

  func slice(from start: Int, to end: Int? = nil) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text[start..<(end ?? position)])
    return String(result)
  }
}
