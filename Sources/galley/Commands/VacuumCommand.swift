import ArgumentParser
import JobModel
import Ledger
import Scheduling
import Values
import Workspace

struct VacuumCommand: GalleyCommand {
  static let configuration = CommandConfiguration(
    commandName: "vacuum",
    abstract: "Bring the size of the state down; not while a run goes on.",
    discussion: """
      Drops the raw responses of replies whose text is in the state, and gives their
      space back. Texts, tokens, costs and the responses of failed requests stay.
      Needs as much free space again as the state takes, twice that where temporary
      files are on the same disk.

      EXAMPLES
        galley state vacuum --dry-run
        galley state vacuum
      """)

  @Flag(help: "Tell what would be freed and change nothing.") var dryRun = false
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let directory = common.folder.at(StateCommand.directory)
    guard let before = try await LedgerReader.open(directory, olderToo: true)?.size() else {
      throw Departure.usage("there is no state in \(directory); name the workspace with -C")
    }
    if dryRun { return tell(before: before.bytes, after: nil, freed: before.reclaimable) }
    let lock = try WorkspaceLock.acquire(directory)
    defer { lock.release() }
    let after = try await Ledger.during(lock, now: RunTime.system.wall()) { ledger in
      try ledger.vacuum()
      return try await ledger.reader.size().bytes
    }
    tell(before: before.bytes, after: after, freed: before.bytes - after)
  }

  private func tell(before: Int, after: Int?, freed: Int) {
    if common.json {
      Console.result(
        JSONDocument.text(
          .map([
            "before_bytes": .integer(before), "after_bytes": after.map { .integer($0) } ?? Value.none,
            "freed_bytes": .integer(freed),
          ])))
    }
    Console(common).say(
      after.map { "\(ByteCount.text(before)) before, \(ByteCount.text($0)) now" }
        ?? "\(ByteCount.text(before)) now; a vacuum would free about \(ByteCount.text(freed))")
  }
}
