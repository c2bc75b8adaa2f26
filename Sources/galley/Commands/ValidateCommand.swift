import ArgumentParser
import JobModel
import Scheduling
import Values
import Workspace

struct ValidateCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Tell every error in the jobs at once; nothing is sent or written.",
    discussion: """
      EXAMPLES
        galley validate                 all of jobs/*.yaml
        galley validate articles        one job
        galley validate --json          for an editor or a CI system
      """)

  @Argument(help: "Jobs by name or file; all of jobs/*.yaml without.") var jobs: [String] = []
  @OptionGroup var common: CommonOptions

  func run() async throws {
    var options = RunOptions()
    options.jobs = jobs
    let preparation = try await Preparation.here(common, options)
    if common.json {
      Console.result(
        JSONDocument.text(
          .map([
            "jobs": .list(
              zip(preparation.jobs, preparation.counts).map {
                .map(["job": .string($0.job.name), "items": .integer($1)])
              })
          ])))
    }
    for (loaded, count) in zip(preparation.jobs, preparation.counts) {
      Console(common).say("\(loaded.job.file): right, \(count) \(count == 1 ? "item" : "items")")
    }
  }
}

extension Preparation {
  /// The jobs of the command's workspace, checked.
  static func here(_ common: CommonOptions, _ options: RunOptions) async throws -> Preparation {
    let preparation = try await prepare(
      common.folder, options: options, environment: Environment.all, now: RunTime.system.moment)
    for warning in preparation.warnings { Console(common).warning(warning) }
    return preparation
  }
}
