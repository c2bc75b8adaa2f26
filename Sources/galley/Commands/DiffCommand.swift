import ArgumentParser
import JobModel
import Scheduling
import Values

struct DiffCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show what a person has changed in a draft, and what a newer version would change.",
    discussion: """
      EXAMPLES
        galley diff basil
        galley diff output/articles/basil.md --color always | less -R
        galley diff basil --json
      """)

  @Argument(help: "A draft's path, or the key of its row.") var draft: String
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let preparation = try await Preparation.here(common, RunOptions())
    let comparison = try await Comparison.of(draft, in: preparation, now: RunTime.system.moment)
    if common.json { Console.result(JSONDocument.text(comparison.json)) }
    let console = Console(common)
    for (old, new) in comparison.pairs {
      console.say(UnifiedDiff(from: old.text, to: new.text), from: old.label, to: new.label)
      if Comparison.differInLineEnds(old, new) {
        console.note("only the line ends differ: an editor's doing, or git's core.autocrlf")
      }
    }
    if comparison.pairs.isEmpty { console.say(Self.nothing(comparison)) }
  }

  private static func nothing(_ comparison: Comparison) -> String {
    switch (comparison.ours, comparison.theirs) {
    case (nil, nil): "\(comparison.path) is not there yet"
    case (nil, _?): "\(comparison.path): galley has written nothing to compare it with"
    case (_?, nil) where comparison.state == .pending:
      "\(comparison.path) is missing; galley run puts it back for nothing"
    default: "\(comparison.path): no difference"
    }
  }
}
