import GRDB

extension LedgerReader {
  /// Reads all of the state: some seconds for a large one.
  ///
  /// - Throws: `LedgerError.damaged` where a page, a reference or a reply's text is not as it was stored.
  package func check() async throws(LedgerError) {
    let problem = try await read { try Soundness.problem($0) }
    if let problem { throw LedgerError.damaged(path: path, detail: problem) }
  }
}

/// Whether a database is whole.
enum Soundness {
  /// What is wrong with it; nil if nothing is: every page, every reference, and every text against its digest or hash,
  /// where it has one.
  static func problem(_ db: Database) throws -> String? {
    let problems = try String.fetchAll(db, sql: "PRAGMA integrity_check(1)")
    guard problems == ["ok"] else {
      // The line before says which database; there is one.
      return problems.first?.split(separator: "\n").last.map(String.init) ?? "it cannot be checked"
    }
    guard try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil else {
      return "a row points to one that is gone"
    }
    guard try db.columns(in: "received").contains(where: { $0.name == "digest" }) else { return nil }
    guard try AcceptedText.areWhole(db) else { return "an accepted text is not as it was stored" }
    db.add(function: ReplyDigest.function)
    defer { db.remove(function: ReplyDigest.function) }
    let isBroken = try Bool.fetchOne(
      db,
      sql: "SELECT EXISTS (SELECT 1 FROM received WHERE digest IS NOT \(ReplyDigest.name)(fingerprint, text))")
    return isBroken == true ? "a reply is not as it was stored" : nil
  }
}
