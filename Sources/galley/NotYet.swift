/// Commands and options of the contract whose part does not stand yet: refused by name, never ignored.
enum NotYet {
  static let commands = [
    "try", "render", "report", "serve", "export", "batch", "schema",
  ]

  static let options: [String: [String]] = [
    "run": ["--samples", "--shard", "--via"],
    "plan": ["--diff", "--samples", "--shard", "--via"],
    "init": ["--example"],
  ]

  /// - Parameter arguments: with the command first.
  /// - Throws: `Departure` (64) for what does not stand yet.
  static func check(_ arguments: [String]) throws(Departure) {
    guard let command = arguments.first else { return }
    if commands.contains(command) { throw .usage("'galley \(command)' is not supported yet by this version of galley") }
    for argument in arguments.dropFirst().prefix(while: { $0 != "--" }) {
      let name = String(argument.prefix { $0 != "=" })
      if options[command]?.contains(name) == true {
        throw .usage("'galley \(command) \(name)' is not supported yet by this version of galley")
      }
    }
  }
}
