import JobModel
import NIOHTTP1

/// Takes keys out of texts: providers echo them in errors, and what they send is kept and shown.
///
/// A key is found as it stands, and with any of its characters written as JSON may (`\/`, `\u002F`, also within JSON that
/// is a text in JSON) or as an address does (`%2F`). In another encoding, or cut short, it is not recognised.
package struct Redaction: Sendable {
  /// UTF-8, the longest first.
  private let secrets: [[UInt8]]

  /// A shorter "key" is a placeholder for a local server; taking it out of every text would destroy texts.
  private static let least = 8
  private static let stars = Array("•••".utf8)

  package init(_ secrets: [String]) {
    // `Bearer KEY` must be found as KEY too.
    let forms = secrets.flatMap { secret in [secret, secret.split(separator: " ").last.map(String.init) ?? secret] }
    self.secrets = Set(forms).filter { $0.utf8.count >= Self.least }.map { Array($0.utf8) }
      .sorted { $0.count > $1.count }
  }

  package func clean(_ text: String) -> String {
    if secrets.isEmpty { return text }
    return replacing(in: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  package func clean(_ bytes: [UInt8]) -> [UInt8] { replacing(in: bytes) ?? bytes }

  /// The names are the provider's words for its own things.
  func clean(_ headers: HTTPHeaders) -> HTTPHeaders {
    secrets.isEmpty ? headers : HTTPHeaders(headers.map { ($0.name, clean($0.value)) })
  }

  /// What was read from a body that is clean can still hold a key: put together from parts, or with characters left out.
  func clean(_ result: Result<Reply, Failure>) -> Result<Reply, Failure> {
    switch result {
    case .success(let reply):
      .success(
        Reply(
          text: clean(reply.text), finish: reply.finish, usage: reply.usage, model: reply.model.map { clean($0) }))
    case .failure(let failure):
      .failure(
        Failure(
          scope: failure.scope, code: failure.code, message: clean(failure.message), retryAfter: failure.retryAfter,
          maybeBilled: failure.maybeBilled, usage: failure.usage))
    }
  }

  /// nil in the common case, in which there is none.
  private func replacing(in bytes: [UInt8]) -> [UInt8]? {
    var cleaned: [UInt8]?
    for secret in secrets { cleaned = Self.replacing(secret, in: cleaned ?? bytes) ?? cleaned }
    return cleaned
  }

  private static func replacing(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8]? {
    var cleaned: [UInt8] = []
    var kept = 0
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == secret[0] || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%"),
        let end = end(of: secret, in: bytes, from: place)
      {
        cleaned += bytes[kept..<place]
        cleaned += stars
        place = end
        kept = end
      } else {
        place += 1
      }
    }
    return kept == 0 ? nil : cleaned + bytes[kept...]
  }

  /// Where the secret that begins at `place` ends; nil where another text begins there.
  private static func end(of secret: [UInt8], in bytes: [UInt8], from place: Int) -> Int? {
    var place = place
    for byte in secret {
      guard place < bytes.count else { return nil }
      if bytes[place] == byte, byte != UInt8(ascii: "\\") {
        place += 1
      } else if let end = end(ofEscaped: byte, in: bytes, from: place) {
        place = end
      } else {
        return nil
      }
    }
    return place
  }

  private static func end(ofEscaped byte: UInt8, in bytes: [UInt8], from place: Int) -> Int? {
    if bytes[place] == UInt8(ascii: "%") {
      return number(bytes, from: place + 1, digits: 2) == Int(byte) ? place + 3 : nil
    }
    var next = place
    // JSON within JSON doubles them; nobody nests deeper than this.
    while next < min(bytes.count, place + 8), bytes[next] == UInt8(ascii: "\\") { next += 1 }
    guard next > place else { return nil }
    if byte == UInt8(ascii: "\\") { return next }
    guard next < bytes.count else { return nil }
    if bytes[next] == UInt8(ascii: "u") {
      return number(bytes, from: next + 1, digits: 4) == Int(byte) ? next + 5 : nil
    }
    // A letter behind a backslash means another character.
    return bytes[next] == byte && !Unicode.Scalar(byte).properties.isAlphabetic ? next + 1 : nil
  }

  private static func number(_ bytes: [UInt8], from place: Int, digits: Int) -> Int? {
    guard place + digits <= bytes.count else { return nil }
    return Int(String(decoding: bytes[place..<place + digits], as: UTF8.self), radix: 16)
  }
}
