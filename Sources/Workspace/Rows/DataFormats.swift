import JobModel

/// The formats of data files.
package enum DataFormats {
  package static let all: [any DataSource] = [
    DelimitedText(extensions: ["csv"], separator: UInt8(ascii: ",")),
    DelimitedText(extensions: ["tsv"], separator: UInt8(ascii: "\t")),
    JSONArrayFile(),
    JSONLinesFile(),
    YAMLListFile(),
  ]

  /// The largest data file that is read, in bytes.
  package static let largest = 2 << 30

  /// The rows of a data file, by the format that its name's ending says.
  ///
  /// - Parameter shown: how messages call the file.
  package static func read(_ path: String, shown: String) throws(DataError) -> Rows {
    let source = try source(for: shown)
    let bytes: [UInt8]
    do throws(Diagnostic) {
      bytes = try RegularFile.read(path, shown: shown, limit: largest)
    } catch { throw DataError([error]) }
    return try source.rows(from: bytes, file: shown)
  }

  /// The rows in bytes that were read already.
  package static func rows(from bytes: [UInt8], file: String) throws(DataError) -> Rows {
    try source(for: file).rows(from: bytes, file: file)
  }

  private static func source(for file: String) throws(DataError) -> any DataSource {
    let name = file.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    if let source = all.first(where: { $0.extensions.contains(ending) }) { return source }
    let known = all.flatMap(\.extensions).map { "." + $0 }
    throw DataError([
      Diagnostic(
        file: file,
        message: "a data file ends in \(known.dropLast().joined(separator: ", ")) or \(known.last ?? ""); rename it")
    ])
  }
}
