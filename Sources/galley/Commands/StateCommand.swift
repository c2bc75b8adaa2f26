import ArgumentParser
import JobModel
import Ledger
import Scheduling
import Values
import Workspace

struct StateCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "state",
    abstract: "Tell how large the state is; copy it while it is in use; bring its size down.",
    discussion: """
      The state, output/.galley/state.sqlite, holds every reply that was paid for.

      EXAMPLES
        galley state                                where it is, how large, what a vacuum would free
        galley state backup /backups/tonight.sqlite
        galley state vacuum --dry-run
      """,
    subcommands: [BackupCommand.self, VacuumCommand.self])

  /// Where the state of what is no rehearsal lies in a workspace.
  static let directory = "output/.galley"

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let file = common.folder.at(Self.directory + "/state.sqlite")
    guard let size = try await LedgerReader.open(common.folder.at(Self.directory))?.size() else {
      if common.json { Console.result(JSONDocument.text(.map(["path": .string(file), "bytes": .none]))) }
      return Console(common).say("there is no \(file) yet; the first run makes it")
    }
    if common.json {
      Console.result(
        JSONDocument.text(
          .map([
            "path": .string(file), "bytes": .integer(size.bytes), "replies": .integer(size.replies),
            "attempts": .integer(size.attempts), "reclaimable_bytes": .integer(size.reclaimable),
          ])))
    }
    Console(common).say(
      """
      \(file): \(ByteCount.text(size.bytes)), \(size.replies) replies of \(size.attempts) attempts
      galley state vacuum would free about \(ByteCount.text(size.reclaimable))
      """)
  }
}
