import Drafting
import JobModel
import Ledger
import Values

/// A stage whose lock this process has, for a command that changes one draft.
struct HeldStage: Sendable {
  let ledger: Ledger
  let placer: Placer
  let disk: OutputFolder
  let view: StageView

  /// Takes the lock, opens the state, and puts right what a run that died has left.
  ///
  /// - Throws: `RunFailure`: 75 where another process has the lock, 73 where state or output cannot be written, or what
  ///   `body` says.
  static func during<T>(
    _ stage: Stage, time: RunTime, _ body: (HeldStage) async throws -> T
  ) async throws(RunFailure) -> T {
    do {
      let lock = try WorkspaceLock.acquire(stage.state)
      defer { lock.release() }
      return try await Ledger.during(lock, now: time.wall()) { ledger in
        let disk = try OutputFolder(path: stage.output)
        let placer = try await Placer.afterRecovery(of: ledger, output: disk, wall: time.wall)
        let view = try await StageView(stage, reader: ledger.reader, disk: disk)
        return try await body(HeldStage(ledger: ledger, placer: placer, disk: disk, view: view))
      }
    } catch {
      throw RunFailure(ofStage: error)
    }
  }
}
