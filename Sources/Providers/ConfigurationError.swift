/// A provider cannot be used as it is configured: exit 78. Says what is wrong and the next step, never a key.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
