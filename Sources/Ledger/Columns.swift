import Foundation
import GRDB
import JobModel

extension Words256 {
  /// As it lies in a column.
  var data: Data { Data(bytes) }
}

extension Fingerprint {
  var data: Data { Data(bytes) }
}

extension ContentHash {
  var data: Data { Data(bytes) }
}

extension ItemID {
  /// The key as it lies in a column. Text is bound up to the first U+0000: two keys would become one.
  func column(_ path: String) throws -> String {
    guard !key.utf8.contains(0) else { throw LedgerError.refused(path: path, detail: "a key of \(job) holds U+0000") }
    return key
  }
}

extension Row {
  /// Text that lies as UTF-8 bytes.
  func utf8(_ column: Int) throws -> String {
    try withUnsafeData(atIndex: column) { String(decoding: $0 ?? Data(), as: UTF8.self) }
  }

  /// Pieces of 32 bytes, one after the other.
  func pieces(_ column: Int) throws -> [Words256] {
    try withUnsafeData(atIndex: column) { data in
      guard let data else { return [] }
      return data.withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count - 31, by: 32).map { start in
          Words256(UnsafeRawBufferPointer(rebasing: bytes[start..<start + 32]))
        }
      }
    }
  }

  /// 32 bytes; nil where the column is NULL.
  func hash(_ column: Int) throws -> ContentHash? { try pieces(column).first.map { ContentHash($0) } }

  func money(_ column: Int) -> Money? { (self[column] as Int?).map { Money(picoDollars: $0) } }

  func time(_ column: Int) -> WallTime { WallTime(milliseconds: self[column]) }

  /// A name that a newer galley may have more of.
  func name<T: RawRepresentable>(_ column: Int, path: String) throws -> T where T.RawValue == String {
    guard let value = T(rawValue: self[column]) else { throw LedgerError.newer(path: path) }
    return value
  }
}
