import NIOCore

/// The address of a provider, taken apart.
package struct BaseURL: Hashable, Sendable {
  /// Without a slash at the end.
  package let text: String
  package let isSecure: Bool
  /// Without the brackets of an IPv6 address, in lower case.
  package let host: String
  package let port: Int

  /// - Throws: where it is no `http` or `https` address of a host, with or without port and path.
  package init(_ text: String) throws(ConfigurationError) {
    func wrong(_ why: String) -> ConfigurationError {
      ConfigurationError("base_url '\(Wording.plain(text))' \(why); write it as https://host/v1")
    }
    var rest = Substring(text)
    while rest.last == "/" { rest.removeLast() }
    self.text = String(rest)

    let scheme = rest.prefix { $0 != ":" }.lowercased()
    guard ["http", "https"].contains(scheme), rest.dropFirst(scheme.count).hasPrefix("://") else {
      throw wrong("does not begin with http:// or https://")
    }
    isSecure = scheme == "https"
    rest = rest.dropFirst(scheme.count + 3)
    guard !rest.contains(where: { "?#".contains($0) || $0.isWhitespace }) else {
      throw wrong("has a query, a fragment or a space")
    }
    let authority = rest.prefix { $0 != "/" }
    guard !authority.contains("@") else {
      throw ConfigurationError("base_url holds a user or a password; put the key under `key_env:` instead")
    }
    guard let place = Self.place(authority) else { throw wrong("names no host") }
    host = place.host.lowercased()
    port = place.port ?? (isSecure ? 443 : 80)
  }

  /// Whether the host is this machine: 127.0.0.0/8, ::1 or localhost. A name that only begins so (127.0.0.1.example)
  /// is not.
  package var isLoopback: Bool {
    if host == "localhost" { return true }
    // Nil for a name; an address comes back in its one canonical form.
    guard let address = (try? SocketAddress(ipAddress: host, port: 0))?.ipAddress else { return false }
    return address.hasPrefix("127.") || address == "::1"
  }

  /// `host` or `host:port`, for messages; nil where the text is no http address.
  package static func hostPort(_ text: String) -> String? {
    let slashes = text.firstRange(of: "//")
    guard let slashes, text[..<slashes.lowerBound].allSatisfy({ $0.isLetter || $0 == ":" }) else { return nil }
    let authority = text[slashes.upperBound...].prefix { !"/?#".contains($0) }
    return authority.split(separator: "@").last.map(String.init)
  }

  private static func place(_ authority: Substring) -> (host: String, port: Int?)? {
    let host: Substring
    var rest: Substring
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = authority[authority.index(after: authority.startIndex)..<end]
      rest = authority[authority.index(after: end)...]
    } else {
      host = authority.prefix { $0 != ":" }
      rest = authority.dropFirst(host.count)
    }
    guard !host.isEmpty else { return nil }
    guard rest.popFirst() != nil else { return (String(host), nil) }
    guard let port = Int(rest), 1...65_535 ~= port else { return nil }
    return (String(host), port)
  }
}
