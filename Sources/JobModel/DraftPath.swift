import Crypto
import Values

/// Where a draft lies, relative to `output/`: a path that may be written.
///
/// It has `/` between its components and none of them is empty, `.`, `..`, or too long for a file system.
package struct DraftPath: Hashable, Sendable, CustomStringConvertible {
  package let text: String
  /// Bytes before the name, the slash among them.
  private let beforeName: Int

  /// Bytes that a component may have: file systems end at 255, and `.new` must fit.
  package static let longestComponent = 240

  /// Checks a rendered path, and shortens what is too long.
  ///
  /// A component over 240 bytes is cut at a character and gets a hash before its extension, made of what was there and, for
  /// the file itself, of the key: what differed before still differs.
  ///
  /// - Parameter key: the item's key, or the job's name where no item owns the file.
  package init(_ rendered: String, key: String) throws(DraftPathError) {
    if Self.isPlain(rendered) {
      self.init(unchecked: rendered)
      return
    }
    if let reason = Self.refusal(of: rendered) {
      throw DraftPathError(path: rendered, reason: reason)
    }
    let components = rendered.components
    guard components.contains(where: { $0.utf8.count > Self.longestComponent }) else {
      self.init(unchecked: rendered)
      return
    }
    self.init(
      unchecked: components.enumerated()
        .map { place, name in Self.shortened(name, key: place == components.count - 1 ? key : "") }
        .joined(separator: "/"))
  }

  /// A path that the ledger keeps: a draft's, or that of a new version beside one.
  ///
  /// - Returns: nil where it is none that may be written.
  package init?(recorded text: String) {
    guard Self.fault(in: text) == nil else { return nil }
    self.init(unchecked: text)
  }

  private init(unchecked text: String) {
    var text = text
    beforeName = text.withUTF8 { bytes in bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0 }
    self.text = text
  }

  package var description: String { text }

  /// By bytes: `é` composed and decomposed are two names on most Linux file systems; `identity` takes them for one.
  package static func == (a: DraftPath, b: DraftPath) -> Bool { a.text.hasSameScalars(as: b.text) }

  package func hash(into hasher: inout Hasher) { Text(text).hash(into: &hasher) }

  /// The file's own name.
  package var name: Substring { text[text.utf8.index(text.startIndex, offsetBy: beforeName)...] }

  /// The path of the folder it lies in, without a slash at its end; empty for `output/` itself.
  package var folder: Substring { text[..<text.utf8.index(text.startIndex, offsetBy: max(beforeName - 1, 0))] }

  /// The folder it lies in as a path of its own; nil for what lies in `output/` itself.
  package var parent: DraftPath? { folder.isEmpty ? nil : DraftPath(unchecked: String(folder)) }

  /// `NAME.new.md` beside it: where a new version goes when a person has changed the draft.
  package var successor: DraftPath { beside(".new") }

  /// `NAME.old.md` beside it, then `NAME.old-2.md` and so on: where a person's text goes when galley's is put back.
  ///
  /// - Parameter number: counted from 1.
  package func predecessor(_ number: Int) -> DraftPath { beside(number == 1 ? ".old" : ".old-\(number)") }

  private func beside(_ mark: String) -> DraftPath {
    let (stem, ending) = Self.parts(of: name)
    let before = folder.isEmpty ? "" : folder + "/"
    return DraftPath(unchecked: "\(before)\(stem)\(mark)\(ending)")
  }

  /// Why the path may be awkward elsewhere, for a warning; nil where it is not.
  package var warning: String? {
    for component in text.components {
      let stem = component.utf8.prefix { $0 != UInt8(ascii: ".") }
      if (3...4).contains(stem.count), Self.devices.contains(Substring(stem).lowercased()) {
        return "'\(component)' in '\(text)' cannot be a file's name on Windows"
      }
      if component.utf8.first == UInt8(ascii: "-") {
        return "'\(component)' in '\(text)' begins with a hyphen: commands take it for an option"
      }
    }
    return nil
  }

  private static let devices: Set<String> = Set(
    ["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })
}

/// A rendered path that may not be written.
package struct DraftPathError: Error, Hashable, Sendable {
  package let path: String
  package let reason: String

  /// What is wrong and what to do, without a place.
  package var message: String { "output.path gives '\(path.oneLine)': \(reason)" }
}

extension DraftPath {
  /// Whether one look at the bytes shows that the path may be written as it is, as nearly all may: ASCII letters and digits,
  /// hyphens, dots amid them; no `.new`, no `rehearsal/`, no long or hidden part. What is not plain is looked at closely.
  static func isPlain(_ path: String) -> Bool {
    path.utf8.withContiguousStorageIfAvailable { bytes in
      var begin = 0
      for (place, byte) in bytes.enumerated() {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          break
        case UInt8(ascii: "."):
          if place == begin || (place + 1 < bytes.count && bytes[place + 1] | 0x20 == UInt8(ascii: "n")) {
            return false
          }
        case UInt8(ascii: "/"):
          if place == begin || place - begin > longestComponent { return false }
          if begin == 0, place == "rehearsal".utf8.count, bytes[0] | 0x20 == UInt8(ascii: "r") { return false }
          begin = place + 1
        default: return false
        }
      }
      if begin == 0, bytes.first.map({ $0 | 0x20 }) == UInt8(ascii: "r") { return false }
      return begin < bytes.count && bytes.count - begin <= longestComponent
    } ?? false
  }

  /// Why a draft may not go there; nil where it may.
  static func refusal(of path: String) -> String? { fault(in: path) ?? reserved(path) }

  /// Why the path is refused; nil where it is not.
  private static func fault(in path: String) -> String? {
    if path.isEmpty { return "it is empty; give the draft a name" }
    for scalar in path.unicodeScalars where isControl(scalar) {
      return "it holds a line break or another control character (U+\(hexadecimal(scalar))); use the filter slug"
    }
    if path.utf8.first == UInt8(ascii: "/") { return "it is absolute; paths are relative to output/" }
    let components = path.components
    for component in components {
      if component.isEmpty { return "it has an empty part between slashes or after the last one; use the filter slug" }
      if component == "." || component == ".." { return "it has a part '\(component)'; a draft stays under output/" }
    }
    // On a file system that folds case, .GALLEY is .galley; on HFS+, it is so with invisible characters inside as well.
    let visible = components[0].unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
    let first = folded(Substring(String(visible)))
    if first == ".galley" { return "it enters output/.galley/, which is galley's own" }
    if first == "rehearsal" { return "it enters output/rehearsal/, where rehearsed drafts go" }
    return nil
  }

  /// Why the name is kept for galley's own use; nil where it is not.
  private static func reserved(_ path: String) -> String? {
    let name = path.components.last ?? path[...]
    let (stem, ending) = parts(of: name)
    // NAME.new is beside what has no extension.
    if folded(stem).hasSuffix(".new") || folded(ending) == ".new" {
      return "names like NAME.new.md are kept for new versions of drafts that a person has changed; name it otherwise"
    }
    if isTemporary(name) { return "names like .NAME.galley-xxxxxx are kept for temporary files; name it otherwise" }
    return nil
  }

  /// C0, DEL, C1, and the separators that some programs take for line breaks.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 32 || (127...159).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// A name and its last extension, the dot included. A leading dot begins no extension.
  private static func parts(of name: Substring) -> (stem: Substring, ending: Substring) {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return (name, name.suffix(0)) }
    let ending = name[dot...]
    // What is as long as a sentence is no extension.
    return ending.utf8.count > 16 ? (name, name.suffix(0)) : (name[..<dot], ending)
  }

  private static func shortened(_ name: Substring, key: String) -> String {
    guard name.utf8.count > longestComponent else { return String(name) }
    let (stem, ending) = parts(of: name)
    var hash = SHA256()
    hash.update(data: Array(name.utf8))
    hash.update(data: [0])
    hash.update(data: Array(key.utf8))
    let digits = hash.finalize().prefix(4).hexadecimal
    let room = longestComponent - ending.utf8.count - 1 - digits.utf8.count
    return "\(stem.cut(toBytes: room))-\(digits)\(ending)"
  }
}

extension DraftPath {
  /// What temporary files are called: `.NAME.galley-xxxxxx`, hidden, in the draft's own folder, at most 255 bytes.
  package static let temporaryMark = ".galley-"

  /// The name for this draft's temporary file.
  ///
  /// - Parameter random: six characters.
  package func temporaryName(_ random: String) -> String {
    let room = 255 - 1 - Self.temporaryMark.utf8.count - random.utf8.count
    return ".\(name.cut(toBytes: room))\(Self.temporaryMark)\(random)"
  }

  /// The path for which a file of this name in the draft's folder is the temporary one; nil where it is none, or where the name
  /// had to be cut.
  package func sibling(ofTemporary name: String) -> DraftPath? {
    guard Self.isTemporary(name[...]) else { return nil }
    let before = folder.isEmpty ? "" : folder + "/"
    guard let path = DraftPath(recorded: before + name.dropFirst().dropLast(6 + Self.temporaryMark.count)) else {
      return nil
    }
    return path.temporaryName(String(name.suffix(6))).hasSameScalars(as: name) ? path : nil
  }

  /// Whether a file of this name is a temporary one, left over if no run is under way.
  package static func isTemporary(_ name: Substring) -> Bool {
    name.utf8.first == UInt8(ascii: ".") && name.utf8.count > 15 && name.dropLast(6).hasSuffix(temporaryMark)
  }
}

extension DraftPath {
  /// 128 bits that are the same for two paths that are one file somewhere: equal after NFC and case folding.
  ///
  /// Good within one process only. Two different paths share it with a chance of 2⁻¹²⁸.
  package struct Identity: Hashable, Sendable {
    let high: Int
    let low: Int
  }

  package var identity: Identity {
    let folded = Self.folded(text[...])
    // A string's own hash is that of its NFC, as its equality is canonical equivalence.
    var high = Hasher()
    high.combine(folded)
    var low = Hasher()
    low.combine(1 as UInt8)
    low.combine(folded)
    return Identity(high: high.finalize(), low: low.finalize())
  }

  /// Without the difference between upper and lower case: upper case comes first, since ß and SS, ſ and s meet there.
  private static func folded(_ text: Substring) -> String {
    guard text.utf8.allSatisfy({ $0 < 128 }) else { return text.uppercased().lowercased() }
    let hasUpper = text.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    return hasUpper ? text.lowercased() : String(text)
  }
}

extension String {
  /// The parts between slashes as the kernel sees them: by bytes, for a slash with a combining mark after it is one
  /// character to Swift. Never empty.
  fileprivate var components: [Substring] {
    utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { self[$0.startIndex..<$0.endIndex] }
  }
}

extension Substring {
  /// The longest beginning of at most so many bytes that ends between two characters, or between two scalars where one
  /// character alone is longer.
  fileprivate func cut(toBytes room: Int) -> Substring {
    guard utf8.count > room else { return self }
    var end = startIndex
    var bytes = 0
    for index in indices {
      bytes += self[index].utf8.count
      if bytes > room { break }
      end = self.index(after: index)
    }
    if end > startIndex { return self[..<end] }
    bytes = 0
    for index in unicodeScalars.indices {
      bytes += unicodeScalars[index].utf8.count
      if bytes > room { break }
      end = unicodeScalars.index(after: index)
    }
    return self[..<end]
  }
}
