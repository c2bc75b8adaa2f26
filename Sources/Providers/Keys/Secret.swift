/// A provider's key. It never prints itself.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// For the header that carries it, and for finding it in what comes back.
  let revealed: String

  /// - Parameter origin: where the key was found, for the error: never the key.
  /// - Throws: where it is empty or could not stand in a header.
  package init(_ key: String, from origin: String) throws(ConfigurationError) {
    guard !key.isEmpty else { throw ConfigurationError("\(origin) holds no key") }
    guard key.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      throw ConfigurationError(
        "the key from \(origin) holds a space, a line break or a character that no key has; "
          + "write the key alone, on one line"
      )
    }
    revealed = key
  }

  package var description: String { "•••" }
  package var debugDescription: String { "•••" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
