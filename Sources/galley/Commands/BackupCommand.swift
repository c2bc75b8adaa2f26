import ArgumentParser
import JobModel
import Ledger
import Values
import Workspace

struct BackupCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the state of output/ into one file, also while a run goes on.",
    discussion: """
      FILE is relative to the current folder. A file that exists is never replaced.
      The state of rehearsals is not copied: it can be had again for nothing.

      To put a copy back, while nothing runs: remove state.sqlite, state.sqlite-wal
      and state.sqlite-shm from output/.galley, copy FILE there as state.sqlite, and
      run. Drafts that are missing are written again from it, and no reply that it
      holds is asked for again.

      EXAMPLES
        galley state backup ../tonight.sqlite
        galley state backup "/backups/galley-$(date +%F).sqlite"
      """)

  @Argument(help: ArgumentHelp("The copy.", valueName: "file")) var file: String
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let directory = common.folder.at(StateCommand.directory)
    guard let reader = try LedgerReader.open(directory, olderToo: true) else {
      throw Departure.usage("there is no state in \(directory) to copy; name the workspace with -C")
    }
    let backup: Backup
    do {
      backup = try reader.backUp(to: file)
    } catch {
      switch error {
      case .exists(let path): throw Departure.usage("\(path) exists and was not touched; name a file that does not")
      case .ledger(let error): throw error
      }
    }
    if common.json {
      Console.result(
        JSONDocument.text(
          .map([
            "path": .string(backup.file), "bytes": .integer(backup.size), "replies": .integer(backup.replies),
          ])))
    }
    Console(common).say("\(backup.file): \(ByteCount.text(backup.size)), \(backup.replies) replies")
  }
}
