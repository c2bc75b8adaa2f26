extension YAML {
  /// Refuses what libyaml would read otherwise than its writer meant: UTF-16, and U+0085, which YAML 1.1 takes for a
  /// line break and YAML 1.2 for text.
  static func refuseOtherEncodings(_ bytes: [UInt8]) throws(YAMLError) {
    // Places in the tree are 32 bits wide, and an escape may stand for more bytes than it has.
    guard bytes.count < Int32.max else {
      throw YAMLError(line: 1, column: 1, message: "the file is larger than 2 GB; split it")
    }
    let begin = bytes.prefix(2)
    if begin.elementsEqual([0xFF, 0xFE]) || begin.elementsEqual([0xFE, 0xFF]) || begin.count == 2 && begin.contains(0) {
      throw YAMLError(line: 1, column: 1, message: "the file is in UTF-16; save it as UTF-8")
    }
    let place = bytes.withUnsafeBufferPointer { bytes in
      bytes.indices.first { bytes[$0] == 0xC2 && $0 + 1 < bytes.count && bytes[$0 + 1] == 0x85 }
    }
    if let place {
      throw YAMLError(
        SourcePlace.mark(of: place, in: bytes[...]),
        "the character U+0085 (next line) would become a line break; remove it, or write \\N in double quotes")
    }
  }
}

enum SourcePlace {
  /// Line and column of a byte.
  static func mark(of offset: Int, in bytes: some Collection<UInt8>) -> YAMLMark {
    var (line, column) = (1, 1)
    var previous: UInt8 = 0
    let skipped = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for byte in bytes.prefix(offset).dropFirst(skipped) {
      if byte == UInt8(ascii: "\n"), previous == UInt8(ascii: "\r") {
        // The second half of one line break.
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        (line, column) = (line + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      previous = byte
    }
    return YAMLMark(line: line, column: column)
  }
}
