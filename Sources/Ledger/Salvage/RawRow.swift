import Foundation
import GRDB

/// A row as it lies on a page (sqlite.org/fileformat2.html, section 2.1).
struct RawRow {
  /// Its number, in a table that has one.
  let number: Int?
  /// nil for a value that could not be read to its end.
  let values: [DatabaseValue?]

  /// - Parameters:
  ///   - payload: as much of it as could be read.
  ///   - length: how long it should be.
  /// - Returns: nil for what is no row.
  init?(number: Int?, payload: [UInt8], length: Int) {
    var header = payload[...]
    guard let headerLength = header.popVarint(), headerLength <= payload.count else { return nil }
    header = payload[header.startIndex..<max(header.startIndex, headerLength)]
    var place = headerLength
    var values: [DatabaseValue?] = []
    while !header.isEmpty {
      guard let type = header.popVarint(), let size = Self.size(of: type) else { return nil }
      guard place + size <= length else { return nil }
      values.append(place + size <= payload.count ? Self.value(type, payload[place..<place + size]) : nil)
      place += size
    }
    guard place == length else { return nil }
    self.number = number
    self.values = values
  }

  private static func size(of type: Int) -> Int? {
    switch type {
    case 0...4: type
    case 5: 6
    case 6, 7: 8
    case 8, 9: 0
    case 12...: (type - 12) / 2
    default: nil
    }
  }

  private static func value(_ type: Int, _ bytes: ArraySlice<UInt8>) -> DatabaseValue? {
    switch type {
    case 0: return .null
    case 1...6:
      let sign: UInt64 = bytes.first.map { $0 & 0x80 == 0 ? 0 : .max } ?? 0
      return Int64(bitPattern: bytes.reduce(sign) { $0 << 8 | UInt64($1) }).databaseValue
    case 8, 9: return (type - 8).databaseValue
    case 12...:
      return type % 2 == 0 ? Data(bytes).databaseValue : String(validating: bytes, as: UTF8.self)?.databaseValue
    default: return nil  // a floating-point number: galley keeps none
    }
  }
}

extension ArraySlice<UInt8> {
  /// Takes a number of one to nine bytes, seven bits in each but the ninth; nil where it is cut off, or of no use as a
  /// length or a row number.
  mutating func popVarint() -> Int? {
    var value: UInt64 = 0
    for count in 1...9 {
      guard let byte = popFirst() else { return nil }
      value = count < 9 ? value << 7 | UInt64(byte & 0x7F) : value << 8 | UInt64(byte)
      if byte & 0x80 == 0 || count == 9 { break }
    }
    return Int(exactly: value)
  }
}
