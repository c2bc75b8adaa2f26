/// A web address that is a secret: chat services and monitors put their token into its path. It prints its host alone.
package struct SecretAddress: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The whole of it, for the request and for finding it in what comes back.
  package let revealed: String
  /// With its port, if it names one.
  package let host: String

  /// - Returns: nil where it is no `http` or `https` address of a host, or holds a user, a password or a fragment.
  package init?(_ text: String) {
    guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return nil }
    let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
    // What RFC 3986 allows nowhere, and what two readers of an address may understand differently.
    let refused = Set("\"#<>\\^`{|}".utf8)
    guard Self.isAuthority(authority), text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !refused.contains($0) }) else {
      return nil
    }
    revealed = text
    host = String(authority)
  }

  /// Whether what is sent there can be read on the way: http to anything but this machine.
  package var isOpen: Bool { revealed.hasPrefix("http://") && "http://\(host)".isOpenAddress }

  /// The address below this one, its query still at the end: `https://host/a?b=c` and `start` give
  /// `https://host/a/start?b=c`.
  package func below(_ name: String) -> SecretAddress {
    let base = revealed.prefix { $0 != "?" }
    let longer = base + (base.hasSuffix("/") ? "" : "/") + name + revealed.dropFirst(base.count)
    return SecretAddress(revealed: String(longer), host: host)
  }

  private init(revealed: String, host: String) {
    self.revealed = revealed
    self.host = host
  }

  package var description: String { host }
  package var debugDescription: String { host }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// A name or an address of a machine, with or without a port.
  private static func isAuthority(_ text: Substring) -> Bool {
    var rest = text
    if text.hasPrefix("[") {
      let inside = text.dropFirst().prefix { $0.isHexDigit || $0 == ":" || $0 == "." }
      rest = text.dropFirst(inside.count + 1)
      guard !inside.isEmpty, rest.popFirst() == "]" else { return false }
    } else {
      let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
      guard !name.isEmpty else { return false }
      rest = text.dropFirst(name.count)
    }
    guard rest.popFirst() != nil else { return true }
    return text.dropLast(rest.count).last == ":" && Int(rest).map { 1...65_535 ~= $0 } == true
  }
}
