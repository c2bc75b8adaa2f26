import ArgumentParser
import CGalley
import JobModel
import Values

@main
struct Galley: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "galley",
    abstract: "Writes Markdown drafts in bulk: a YAML job, sets of variables, a language model.",
    discussion: """
      A workspace is a folder with jobs/, templates/, output/ and optionally galley.yaml.

      EXAMPLES
        galley init drafts && cd drafts    a workspace that runs as it is
        galley plan                        what a run would do and cost
        galley run articles --limit 3      three drafts of jobs/articles.yaml
        galley status                      where every job stands

      EXIT CODES
        0   every item has its draft, or is held for review
        1   the run ended; some items failed: galley status says why
        64  the command line is wrong
        65  a job, template or data file is wrong; nothing was sent
        69  the provider is out of service; what is not done stays pending
        73  output or state cannot be written, or the state is damaged or newer
        75  stopped before the end; run again to go on
        77  the provider refuses: key, permission, or no credit left
        78  galley.yaml is wrong, or a key is missing
      """,
    version: Version.text,
    subcommands: [
      InitCommand.self, NewCommand.self, ValidateCommand.self, PlanCommand.self, RunCommand.self, StatusCommand.self,
      ShowCommand.self, DiffCommand.self, AcceptCommand.self, RestoreCommand.self, ScheduleCommand.self,
      ModelsCommand.self, StateCommand.self, DoctorCommand.self,
    ])

  static func hasSubcommands(_ command: String) -> Bool {
    configuration.subcommands.contains {
      $0.configuration.commandName == command && !$0.configuration.subcommands.isEmpty
    }
  }

  /// - Throws: `Departure` (64) for a command that there is none of; the parser would blame the options behind it.
  private static func checkCommand(_ arguments: [String]) throws(Departure) {
    // `help` is the parser's own.
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let command = arguments.first, !command.hasPrefix("-"), !names.contains(command) else { return }
    let meant = nearest(to: command, among: names).map { " (did you mean '\($0)'?)" } ?? ""
    throw .usage("there is no command '\(command)'\(meant); galley --help lists them")
  }

  static func main() async {
    galley_keep_freed_memory()
    let arguments = CommonOptions.behindCommand(Array(CommandLine.arguments.dropFirst()))
    var common = CommonOptions.scan(arguments)
    do {
      try Descriptors.prepare()
      try NotYet.check(arguments)
      try checkCommand(arguments)
      var command = try parseAsRoot(arguments)
      if let galley = command as? any GalleyCommand { common = galley.common }
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      if let reason = Console.lostResult {
        throw Departure(
          status: .cannotCreate,
          message: "standard output cannot be written: \(reason); make room there, or write elsewhere",
          isReported: true)
      }
    } catch {
      Exit.leave(error, common: common)
    }
  }
}

enum Version {
  static let text = Program.version
}

/// A command of galley's own: takes the options that all take.
protocol GalleyCommand: AsyncParsableCommand {
  var common: CommonOptions { get }
}
