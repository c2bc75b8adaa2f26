import Crypto
import Templates
package import Values

/// One draft to be: one row of a job, one sample.
package struct Item: Sendable {
  package let id: ItemID
  package let row: Fields
  /// In the file's order, counted from 0; those of excluded rows are left out.
  package let place: Int
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
  /// The replies that make its conversation, in their order.
  package var requests: [ReplyRequest] {
    turns.compactMap { if case .reply(let request) = $0 { request } else { nil } }
  }

  /// The job's items, made one at a time; a diagnostic where a row's key cannot be made.
  package func items(of rows: RowSpace, order: ItemOrder = .file) -> Items {
    Items(job: self, rows: rows, order: order)
  }

  /// How many items the job has, those of excluded rows counted as well.
  package func places(of rows: RowSpace) -> Int {
    let (count, overflow) = rows.combinations.multipliedReportingOverflow(by: samples)
    return overflow ? .max : count
  }

  package struct Items: Sequence, IteratorProtocol {
    private let job: Job
    private let hasSources: Bool
    private let count: Int
    private let shuffle: Shuffle?
    private var rows: RowSpace.Rows
    private var place = 0
    /// Of the samples of one row, which mostly follow one another.
    private var last: (place: Int, row: Result<(key: String, fields: Fields), ItemError>?)?

    fileprivate init(job: Job, rows: RowSpace, order: ItemOrder) {
      self.job = job
      self.rows = rows.rows
      hasSources = rows.hasSources
      count = job.places(of: rows)
      shuffle = if case .shuffled(let seed) = order { Shuffle(count: count, seed: seed) } else { nil }
    }

    package mutating func next() -> Result<Item, ItemError>? {
      while place < count {
        place += 1
        if let item = item(at: shuffle?[place - 1] ?? place - 1) { return item }
      }
      return nil
    }

    /// The item of a place in the file's order; nil where its row is excluded, and for the later samples of a row whose
    /// key cannot be made.
    package mutating func item(at place: Int) -> Result<Item, ItemError>? {
      let sample = place % job.samples + 1
      switch row(at: place / job.samples) {
      case nil: return nil
      case .failure(let error): return sample == 1 ? .failure(error) : nil
      case .success(let row):
        return .success(
          Item(id: ItemID(job: job.name, key: row.key, sample: sample), row: row.fields, place: place))
      }
    }

    private mutating func row(at place: Int) -> Result<(key: String, fields: Fields), ItemError>? {
      if let last, last.place == place { return last.row }
      var made: Result<(key: String, fields: Fields), ItemError>?
      if let (row, sources) = rows.row(at: place) {
        do {
          made = .success((try job.key(row: row, sources: sources, hasSources: hasSources), row))
        } catch {
          made = .failure(error)
        }
      }
      if job.samples > 1 { last = (place, made) }
      return made
    }
  }

  private static let keyNames = Names([GalleyNames.job])

  fileprivate func key(row: Fields, sources: Fields, hasSources: Bool) throws(ItemError) -> String {
    let key: String
    if let template = self.key {
      do {
        key = try template.render(Scope([row, Fields(Self.keyNames, [.string(name)])]))
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
