/// Takes keys out of texts: providers echo them in errors, and what they send is kept and shown.
package struct Redaction: Sendable {
  /// UTF-8, each with the form it has in JSON that escapes its slashes.
  private let secrets: [[UInt8]]

  /// A shorter "key" is a placeholder for a local server; taking it out of every text would destroy texts.
  private static let least = 8
  private static let stars = Array("•••".utf8)

  package init(_ secrets: [String]) {
    let forms = secrets.flatMap { secret in
      // `Bearer KEY` must be found as KEY too.
      let bare = secret.split(separator: " ").last.map(String.init) ?? secret
      return [secret, bare, bare.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "\\/")]
    }
    self.secrets = Set(forms).filter { $0.utf8.count >= Self.least }.map { Array($0.utf8) }
      .sorted { $0.count > $1.count }
  }

  package func clean(_ text: String) -> String {
    secrets.isEmpty ? text : String(decoding: clean(Array(text.utf8)), as: UTF8.self)
  }

  package func clean(_ bytes: [UInt8]) -> [UInt8] {
    secrets.reduce(bytes) { Self.replacing($1, in: $0) }
  }

  private static func replacing(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    guard let first = secret.first else { return bytes }
    var cleaned: [UInt8] = []
    var kept = 0
    var place = 0
    while place + secret.count <= bytes.count {
      if bytes[place] == first, bytes[place..<place + secret.count].elementsEqual(secret) {
        cleaned += bytes[kept..<place]
        cleaned += stars
        place += secret.count
        kept = place
      } else {
        place += 1
      }
    }
    // The common case copies nothing.
    return kept == 0 ? bytes : cleaned + bytes[kept...]
  }
}
