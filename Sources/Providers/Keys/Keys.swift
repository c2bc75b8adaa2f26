package import JobModel

/// Finds a provider's key where its settings say that it is.
package enum Keys {
  /// - Parameters:
  ///   - workspace: the folder that `key_file` and `key_command` are relative to.
  ///   - environment: holds the key of a source that is a variable, or names the folder of systemd's credentials.
  /// - Returns: nil where the provider needs no key.
  package static func resolve(
    _ source: KeySource, workspace: String, environment: [String: String],
    patience: Duration = KeyCommand.patience
  ) async throws(ConfigurationError) -> Secret? {
    switch source {
    case .none:
      return nil
    case .environment(let name):
      if let key = environment[name], !key.isEmpty { return try Secret(key, from: "the environment variable \(name)") }
      if let key = try KeyFile.credential(name, environment: environment) { return key }
      throw ConfigurationError(
        "the environment variable \(name) is not set; put the provider's key into it: export \(name)=…")
    case .file(let path):
      return try KeyFile.read(path, workspace: workspace, home: environment["HOME"])
    case .command(let arguments):
      return try await KeyCommand.run(arguments, workspace: workspace, patience: patience)
    }
  }

  /// The first line without the blanks around it.
  static func firstLine(_ bytes: some Sequence<UInt8>) -> String {
    let line = String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    return String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
