import Values

/// Why delimited text cannot be read on.
struct CellFault: Error {
  let line: Int
  var column = 0
  let message: String
}

/// Goes through the bytes of delimited text once, row by row.
struct CellReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let separator: UInt8
  private var place = 0
  private var line = 1
  private var lineBegin = 0
  /// The line in which the last row began.
  private(set) var rowLine = 1

  private static let quote = UInt8(ascii: "\"")

  init(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8) {
    // Empty lines at the end are no rows.
    let end = bytes.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.map { $0 + 1 } ?? 0
    self.bytes = UnsafeBufferPointer(rebasing: bytes[..<end])
    self.separator = separator
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { (place, lineBegin) = (3, 3) }
  }

  /// Replaces `cells` by those of the next row: none for an empty line that is not at the end. False at the end.
  mutating func row(into cells: inout [Value], expecting count: Int) throws(CellFault) -> Bool {
    if place >= bytes.count { return false }
    // A new array: the one before belongs to its row.
    cells = []
    cells.reserveCapacity(count)
    rowLine = line
    if takeLineBreak() { return true }
    while true {
      cells.append(.string(try cell()))
      guard place < bytes.count else { return true }
      if takeLineBreak() { return true }
      place += 1  // The separator: nothing else ends a cell.
    }
  }

  private mutating func cell() throws(CellFault) -> String {
    if place < bytes.count, bytes[place] == Self.quote { return try quotedCell() }
    let begin = place
    while place < bytes.count {
      let byte = bytes[place]
      if byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
      if byte == Self.quote {
        throw fault("a quote inside a cell: put the whole cell in double quotes and double those within")
      }
      if byte == 0 { throw nul }
      place += 1
    }
    return try text(UnsafeBufferPointer(rebasing: bytes[begin..<place]), line, begin)
  }

  private mutating func quotedCell() throws(CellFault) -> String {
    let (opening, openingLine, openingLineBegin) = (place, line, lineBegin)
    place += 1
    var run = place
    var parts: [UInt8] = []
    while place < bytes.count {
      switch bytes[place] {
      case Self.quote:
        let isDoubled = place + 1 < bytes.count && bytes[place + 1] == Self.quote
        if isDoubled {
          parts.append(contentsOf: bytes[run...place])
          place += 2
          run = place
          continue
        }
        let last = UnsafeBufferPointer(rebasing: bytes[run..<place])
        place += 1
        guard place == bytes.count || bytes[place] == separator || isAtLineBreak else {
          throw fault("text behind the closing quote of a cell; a quote inside a cell is doubled: \"\"")
        }
        if parts.isEmpty { return try text(last, openingLine, opening) }
        parts.append(contentsOf: last)
        return try parts.withUnsafeBufferPointer { parts throws(CellFault) in try text(parts, openingLine, opening) }
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): _ = takeLineBreak()
      case 0: throw nul
      default: place += 1
      }
    }
    let column = 1 + bytes[openingLineBegin..<opening].count { $0 & 0xC0 != 0x80 }
    throw CellFault(line: openingLine, column: column, message: "the quote that opens here is never closed")
  }

  private func text(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Int, _ begin: Int) throws(CellFault) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw CellFault(line: line, message: "this line is no valid UTF-8; save the file as UTF-8")
  }

  private var isAtLineBreak: Bool { bytes[place] == UInt8(ascii: "\n") || bytes[place] == UInt8(ascii: "\r") }

  private mutating func takeLineBreak() -> Bool {
    guard place < bytes.count, isAtLineBreak else { return false }
    let isPair = bytes[place] == UInt8(ascii: "\r") && place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "\n")
    place += isPair ? 2 : 1
    line += 1
    lineBegin = place
    return true
  }

  private func fault(_ message: String) -> CellFault {
    CellFault(line: line, column: 1 + bytes[lineBegin..<place].count { $0 & 0xC0 != 0x80 }, message: message)
  }

  private var nul: CellFault {
    let isWide = bytes.prefix(2).contains(0) || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    return fault(isWide ? "the file is in UTF-16; save it as UTF-8" : "a NUL character stands here; remove it")
  }
}
