import ArgumentParser
import JobModel
import Workspace

/// What every command takes.
struct CommonOptions: ParsableArguments {
  enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }
  enum LogFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
  enum LogLevel: String, ExpressibleByArgument, CaseIterable { case error, warning, info, debug }

  @Option(
    name: [.customShort("C"), .long],
    help: ArgumentHelp("The workspace; the current folder without it.", valueName: "dir"))
  var workspace = "."

  @Flag(help: "One JSON document on standard output, and nothing else there.")
  var json = false

  @Flag(help: "Say nothing unless something failed.")
  var quiet = false

  @Option(help: ArgumentHelp("How much is said on standard error: error, warning, info or debug.", valueName: "level"))
  var logLevel = LogLevel.info

  @Option(help: ArgumentHelp("Lines on standard error as text or json.", valueName: "format"))
  var logFormat = LogFormat.text

  @Option(help: ArgumentHelp("Colour: auto, always or never. NO_COLOR is honoured.", valueName: "when"))
  var color = Color.auto

  var folder: WorkspaceFolder { WorkspaceFolder(path: workspace) }

  /// The arguments with the common options that stand before the command, or before its subcommand, put behind it, so that
  /// they may stand in either place.
  static func behindCommand(_ arguments: [String]) -> [String] {
    let valued = ["-C", "--workspace", "--log-level", "--log-format", "--color"]
    var place = 0
    while place < arguments.count {
      if valued.contains(arguments[place]) {
        place += 2
      } else if ["--json", "--quiet"].contains(arguments[place])
        || valued.contains(where: { arguments[place].hasPrefix($0 + "=") })
      {
        place += 1
      } else {
        break
      }
    }
    guard place < arguments.count, !arguments[place].hasPrefix("-") else { return arguments }
    let rest = Array(arguments[..<place] + arguments[(place + 1)...])
    return [arguments[place]] + (Galley.hasSubcommands(arguments[place]) ? behindCommand(rest) : rest)
  }

  /// What can be known before the arguments are parsed, for an error in them.
  static func scan(_ arguments: [String]) -> CommonOptions {
    var options = (try? CommonOptions.parse([])) ?? CommonOptions()
    options.json = arguments.contains("--json")
    options.quiet = arguments.contains("--quiet")
    for (place, argument) in arguments.enumerated() {
      let isJSON = argument == "--log-format=json" || arguments[place...].starts(with: ["--log-format", "json"])
      if isJSON { options.logFormat = .json }
    }
    return options
  }
}
