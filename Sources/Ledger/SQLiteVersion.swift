import GRDB

/// The version of the SQLite library that runs.
package struct SQLiteVersion: Sendable {
  /// `3.40.1`
  package let text: String

  /// Whether a write-ahead log can be corrupted by two connections that write or checkpoint at once: from 3.7.0 on, mended
  /// in 3.51.3, 3.50.7 and 3.44.6 (sqlite.org/wal.html#walresetbug).
  package var hasWALResetBug: Bool {
    let parts = text.split(separator: ".").compactMap { Int($0) }
    guard parts.count >= 3, parts[0] == 3 else { return false }
    switch parts[1] {
    case ..<7: return false
    case 44: return parts[2] < 6
    case 50: return parts[2] < 7
    case 51: return parts[2] < 3
    case 52...: return false
    default: return true
    }
  }
}

extension Ledger {
  /// The version of the SQLite library that runs.
  package static var sqliteVersion: SQLiteVersion {
    let queue = try? DatabaseQueue()
    let text = try? queue?.read { db in try String.fetchOne(db, sql: "SELECT sqlite_version()") }
    return SQLiteVersion(text: text ?? "unknown")
  }
}
