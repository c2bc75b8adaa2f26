import ArgumentParser
import Scheduling

struct AcceptCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Take a draft as a person has changed it for the truth: never asked for again.",
    discussion: """
      The text at the draft's path is the draft from now on, whatever becomes of prompt, template or front matter. A file
      that galley never wrote may be accepted as well. galley restore ends it.

      EXAMPLES
        galley diff basil && galley accept basil
        galley accept output/articles/basil.md
      """)

  @Argument(help: "A draft's path, or the key of its row.") var draft: String
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let preparation = try await Preparation.here(common, RunOptions())
    let report = try await Acceptance(preparation, time: .system).accept(draft)
    if common.json { Console.result(JSONDocument.text(report.json)) }
    let console = Console(common)
    console.say("\(report.path): accepted; this text is the draft now, and is not asked for again")
    if let newVersion = report.newVersion {
      console.say("\(newVersion) is galley's newer version and unchanged; you can remove it")
    }
  }
}
