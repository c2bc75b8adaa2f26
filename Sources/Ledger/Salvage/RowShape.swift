import GRDB

/// What the rows of one table look like on a page: how a row that nothing points to any more is told from others.
struct RowShape {
  struct Column {
    let name: String
    let type: String
    let mayBeNull: Bool
    /// Is the row's number, and not among its values.
    let isNumber: Bool
  }

  let name: String
  private let isNumbered: Bool
  private let columns: [Column]

  /// The shapes of all tables of a state.
  static func all(_ db: Database) throws -> [RowShape] {
    let tables = """
      SELECT name, wr FROM pragma_table_list
      WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
      """
    return try Row.fetchAll(db, sql: tables).map { table in
      let (name, isNumbered) = (table[0] as String, table[1] as Int == 0)
      let columns = try Row.fetchAll(
        db, sql: "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?) ORDER BY cid", arguments: [name])
      return RowShape(
        name: name, isNumbered: isNumbered,
        columns: columns.map {
          Column(
            name: $0[0], type: $0[1], mayBeNull: $0[2] as Int == 0, isNumber: isNumbered && $0[3] as Int > 0)
        })
    }
  }

  /// The values of a row of this table, as far as it has columns; nil for a row of another.
  ///
  /// A row may have fewer values than its table has columns: those that a later migration added. The last one may be cut off
  /// where it may be NULL.
  func values(of row: RawRow) -> [DatabaseValue]? {
    guard isNumbered == (row.number != nil), row.values.count <= columns.count else { return nil }
    var values: [DatabaseValue] = []
    for (column, value) in zip(columns, row.values) {
      guard let value = value ?? (values.count == columns.count - 1 ? .null : nil) else { return nil }
      if column.isNumber {
        guard value.isNull, let number = row.number else { return nil }
        values.append(number.databaseValue)
      } else {
        guard column.takes(value) else { return nil }
        values.append(value)
      }
    }
    return values
  }

  /// The statement that adds a row with its first values, unless the table refuses it or has it.
  func insertion(_ count: Int) -> String {
    let names = columns.prefix(count).map(\.name).joined(separator: ", ")
    return "INSERT OR IGNORE INTO \(name) (\(names)) VALUES (\(databaseQuestionMarks(count: count)))"
  }
}

extension RowShape.Column {
  func takes(_ value: DatabaseValue) -> Bool {
    switch value.storage {
    case .null: mayBeNull
    case .int64: type == "INTEGER"
    case .string: type == "TEXT"
    case .blob: type == "BLOB"
    case .double: false
    }
  }
}

extension RawRow {
  /// What a row says that may be one of the table in which GRDB keeps the names of migrations.
  var migration: String? {
    guard number != nil, values.count == 1, let value = values[0] else { return nil }
    return String.fromDatabaseValue(value)
  }
}
