import ArgumentParser
import Scheduling

struct RestoreCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a draft back as galley wrote it; a person's text is kept beside it.",
    discussion: """
      What lies at the draft's path is renamed to NAME.old.md (or NAME.old-2.md, …), and galley's text is made again of the
      stored replies, without a request. Ends an acceptance.

      EXAMPLES
        galley restore basil
        galley restore output/articles/basil.md
      """)

  @Argument(help: "A draft's path, or the key of its row.") var draft: String
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let preparation = try await Preparation.here(common, RunOptions())
    let report = try await Restoration(preparation, time: .system).restore(draft)
    if common.json { Console.result(JSONDocument.text(report.json)) }
    let console = Console(common)
    guard report.changed else {
      console.say("\(report.path) is as galley wrote it: nothing to restore")
      return
    }
    let since = report.isNewer ? "today; its job or its replies have changed since it was placed" : "again"
    console.say("\(report.path) is as galley writes it \(since)")
    if let kept = report.kept { console.say("what lay there is \(kept) now") }
  }
}
