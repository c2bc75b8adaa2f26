import AsyncHTTPClient
package import JobModel
import NIOHTTP1

/// A provider that can be asked: its settings, and its key as it was found.
package struct Provider: Sendable {
  package let settings: ProviderSettings
  /// nil where it needs none.
  package let key: Secret?
  /// Takes the key out of all that is kept or shown.
  package let redaction: Redaction
  /// A question without its headers and its body: an address is taken apart once, not for each. The error is that of an
  /// address that is none.
  let endpoint: Result<HTTPClient.Request, any Error>

  /// - Throws: where the address is none, or where a key would travel in the clear.
  package init(_ settings: ProviderSettings, key: Secret?) throws(ConfigurationError) {
    if settings.api != .rehearsal {
      let address: BaseURL
      do { address = try BaseURL(settings.baseURL) } catch {
        throw ConfigurationError("provider '\(settings.name)': \(error)")
      }
      let secret = key != nil || settings.headers.contains { Self.holdsSecret($0.name) }
      if secret, !address.isSecure, !address.isLoopback {
        throw ConfigurationError(
          "provider '\(settings.name)': its key would go over the network unencrypted to \(address.host); "
            + "use https:// in `base_url`")
      }
    }
    for (name, value) in settings.headers where !Self.fitsHeader(name, value) {
      throw ConfigurationError(
        "provider '\(settings.name)': the header '\(Wording.plain(name))' has a name or a value that HTTP does not "
          + "allow; mend it under `headers:`"
      )
    }
    self.settings = settings
    self.key = key
    let path = if case .wire(let format) = settings.api.answering { format.path } else { "" }
    endpoint = Result { try HTTPClient.Request(url: settings.address(path), method: .POST) }
    redaction = Redaction(
      (key.map { [$0.revealed] } ?? []) + settings.headers.filter { Self.holdsSecret($0.name) }.map(\.value))
  }

  /// RFC 9110 §5.1 and §5.5; a line break in a value would begin a header of its own.
  private static func fitsHeader(_ name: String, _ value: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0))
      }
      && value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
  }

  /// Whether a header set by hand is one that carries a key: `authorization`, `x-api-key`, `cf-access-token`, …
  private static func holdsSecret(_ header: String) -> Bool {
    let name = header.lowercased()
    // `auth` as a word of its own: an `x-author` is no key.
    return ["authorization", "key", "token", "secret", "cookie", "password", "credential", "session"].contains {
      name.contains($0)
    } || name.split { "-_.".contains($0) }.contains("auth")
  }
}
