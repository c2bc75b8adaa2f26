import Crypto
import Templates
package import Values

/// One draft to be: one row of a job, one sample.
package struct Item: Sendable {
  package let id: ItemID
  package let row: Fields
}

/// What stopped an item from being made: a template of the job that does not fit its row.
package struct ItemError: Error, Sendable {
  /// Short and stable, for scripts: `template`, `no_list`, `front_matter`.
  package let code: String
  package let diagnostic: Diagnostic

  package init(code: String = "template", diagnostic: Diagnostic) {
    self.code = code
    self.diagnostic = diagnostic
  }
}

extension Job {
  /// The job's items in the file's order, made one at a time; a diagnostic where a row's key cannot be made.
  package func items(of rows: RowSpace) -> Items { Items(job: self, rows: rows) }

  package struct Items: Sequence, IteratorProtocol {
    private let job: Job
    private let hasSources: Bool
    private var rows: RowSpace.Rows
    private var current: (key: String, row: Fields)?
    private var sample = 0

    fileprivate init(job: Job, rows: RowSpace) {
      self.job = job
      self.rows = rows.rows
      hasSources = rows.hasSources
    }

    package mutating func next() -> Result<Item, ItemError>? {
      if current == nil || sample == job.samples {
        guard let (row, sources) = rows.next() else { return nil }
        sample = 0
        do {
          current = (try job.key(row: row, sources: sources, hasSources: hasSources), row)
        } catch {
          current = nil
          return .failure(error)
        }
      }
      guard let current else { return nil }
      sample += 1
      return .success(Item(id: ItemID(job: job.name, key: current.key, sample: sample), row: current.row))
    }
  }

  fileprivate func key(row: Fields, sources: Fields, hasSources: Bool) throws(ItemError) -> String {
    let key: String
    if let template = self.key {
      do {
        let names = Fields([(GalleyNames.job, .string(name))])
        key = try template.render(Scope([row, names]))
      } catch {
        throw ItemError(diagnostic: Diagnostic(error, jobFile: file))
      }
    } else {
      key = hasSources ? sources.identity : name
    }
    let wrong: String? =
      if key.isEmpty { "the key is empty" } else if key.utf8.count > 1024 {
        "the key is longer than 1,024 bytes"
      } else if key.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
        "the key '\(key.oneLine)' has a line break or a control character"
      } else if let own = row[GalleyNames.key], !own.plainText.hasSameScalars(as: key) {
        "a variable is named 'key', but is not the row's key: add key: \"{{ key }}\" to the job or rename the variable"
      } else { nil }
    if let wrong { throw ItemError(code: "key", diagnostic: diagnosticOfKey(wrong)) }
    return key
  }
}

extension Fields {
  /// A hash of the values by name, names sorted: 16 hexadecimal digits of SHA-256.
  var identity: String {
    var hash = SHA256()
    for (name, value) in pairs.sorted(by: { Text($0.0) < Text($1.0) }) {
      for part in [name, value.plainText] {
        withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) { hash.update(bufferPointer: $0) }
        hash.update(data: Array(part.utf8))
      }
    }
    return hash.finalize().prefix(8).hexadecimal
  }
}

extension Value {
  /// The characters that a scalar has in its file; JSON for what is no scalar.
  var plainText: String {
    switch self {
    case .string(let text), .source(let text, _): text
    default: (try? JSON.text(self)) ?? ""
    }
  }
}

extension String {
  /// Without line breaks and control characters, for messages.
  var oneLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  }
}
