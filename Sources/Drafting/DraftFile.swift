import Crypto
package import JobModel
import OrderedCollections
package import Values
import YAML

/// A draft as it lies on the disk: front matter where the job asked for it, then the body.
package struct DraftFile: Sendable {
  package let bytes: [UInt8]
  package let hash: ContentHash

  package init(bytes: [UInt8]) {
    self.bytes = bytes
    hash = ContentHash(of: bytes)
  }

  package init(_ composition: Composition) throws(DraftFileError) {
    try self.init(frontMatter: composition.frontMatter, body: composition.body)
  }

  /// - Parameter frontMatter: empty for none.
  /// - Throws: where the front matter cannot be written as YAML, or would be read as something else.
  package init(frontMatter: ValueMap, body: String) throws(DraftFileError) {
    let body = body.withoutOuterBlankLines
    guard !frontMatter.isEmpty else {
      self.init(bytes: Array((body.isEmpty ? "" : body + "\n").utf8))
      return
    }
    let yaml: String
    do {
      yaml = try YAML.text(of: frontMatter)
    } catch {
      throw DraftFileError(message: "the front matter cannot be written as YAML: \(error)")
    }
    let file = "---\n\(yaml)---\n" + (body.isEmpty ? "" : "\n\(body)\n")
    // Read back from the file as a site generator finds it, not from the text it was made of.
    guard let found = FrontMatter(file), YAML.readsBack(found.yaml, as: frontMatter), found.rest.hasSameText(as: body)
    else {
      throw DraftFileError(
        message: "the front matter would be read as other values than it was made of: "
          + frontMatter.keys.compactMap(\.name).joined(separator: ", "))
    }
    self.init(bytes: Array(file.utf8))
  }
}

/// A draft that cannot be made of what its item has.
package struct DraftFileError: Error, Hashable, Sendable {
  package let message: String
}

/// A file with front matter, split as Hugo, Jekyll and Astro split it: at lines of three hyphens.
struct FrontMatter {
  let yaml: String
  /// What follows the closing line.
  let rest: Substring

  /// nil where the file does not begin with front matter or nothing closes it.
  init?(_ file: String) {
    guard file.utf8.starts(with: "---\n".utf8) else { return nil }
    let bytes = file.utf8
    let begin = bytes.index(bytes.startIndex, offsetBy: 4)
    var line = begin
    while line < bytes.endIndex {
      let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      let next = end < bytes.endIndex ? bytes.index(after: end) : end
      // Jekyll ends it at three dots as well, Hugo and gray-matter at whatever begins with three hyphens.
      if bytes[line..<end].starts(with: "---".utf8) || bytes[line..<end].starts(with: "...".utf8) {
        yaml = String(file[begin..<line])
        rest = file[next...]
        return
      }
      line = next
    }
    return nil
  }
}

extension ContentHash {
  /// SHA-256 of some bytes.
  package init(of bytes: [UInt8]) { self.init(SHA256.hash(data: bytes)) }

  init(_ digest: SHA256.Digest) { self.init(digest.withUnsafeBytes { Words256($0) }) }
}

extension String {
  /// Without lines at the start and the end that hold only white space; what is indented stays so.
  var withoutOuterBlankLines: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { $0 != "\n" && $0 != "\r" && $0 != " " && $0 != "\t" })
    else { return "" }
    let start = scalars[..<first].lastIndex { $0 == "\n" }.map { scalars.index(after: $0) } ?? scalars.startIndex
    return String(scalars[start...last])
  }
}

extension Substring {
  /// Whether this is the body below front matter: a blank line, the text, a line break; or nothing at all.
  fileprivate func hasSameText(as body: String) -> Bool {
    body.isEmpty ? isEmpty : String(self).hasSameScalars(as: "\n\(body)\n")
  }
}
