import JobModel
import Ledger
import Scheduling
import Values
import Workspace

/// `galley doctor --repair`
struct StateRepair {
  let common: CommonOptions

  func run() throws {
    var told: [Value] = []
    for root in ["output", "output/rehearsal"] where common.folder.contains("\(root)/.galley") {
      let lock = try WorkspaceLock.acquire(common.folder.at("\(root)/.galley"))
      defer { lock.release() }
      let repaired = try Ledger.repair(lock, now: RunTime.system.wall())
      Console(common).say(Self.text(repaired, root))
      told.append(Self.value(repaired, root))
    }
    if common.json { Console.result(JSONDocument.text(.map(["repairs": .list(told)]))) }
    if told.isEmpty { Console(common).say("there is no state yet; the first run makes it") }
  }

  private static func text(_ repaired: Repaired, _ root: String) -> String {
    switch repaired {
    case .none: return "state of \(root): none yet; the first run makes it"
    case .healthy: return "state of \(root): whole; nothing was changed"
    case .salvaged(let read, let kept):
      let lost = read.lostReplies == 1 ? "1 reply" : "\(read.lostReplies) replies"
      return """
        state of \(root): read back \(read.replies) replies, \(read.attempts) attempts, \(read.items) items, \(read.drafts) drafts
        \(read.lostReplies > 0 ? "not read back: \(lost) that the state still knows of" : "no reply is known to be lost")
        the old state is kept as \(kept); remove it when nothing is missing
        galley plan tells what the next run would ask for
        """
    }
  }

  private static func value(_ repaired: Repaired, _ root: String) -> Value {
    switch repaired {
    case .none: .map(["root": .string(root), "state": .string("none")])
    case .healthy: .map(["root": .string(root), "state": .string("whole")])
    case .salvaged(let read, let kept):
      .map([
        "root": .string(root), "state": .string("salvaged"), "replies": .integer(read.replies),
        "attempts": .integer(read.attempts), "items": .integer(read.items), "drafts": .integer(read.drafts),
        "lost_replies": .integer(read.lostReplies), "kept": .string(kept),
      ])
    }
  }
}
