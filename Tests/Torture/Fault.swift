import ArgumentParser
import Foundation

/// What goes wrong in a run, and at which of its calls to the system.
struct Fault: Sendable, CustomStringConvertible {
  /// As the fault library calls them.
  enum Kind: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// The call fails with EIO.
    case eioOnce = "eio-once"
    /// It fails, and so does all that follows on the same file.
    case eioFile = "eio-file"
    /// It fails, and so does all that follows.
    case eioDisk = "eio-disk"
    /// The call fails with ENOSPC.
    case noSpaceOnce = "enospc-once"
    /// From that call on the disk has no room but what is given back.
    case noSpace = "enospc-full"
    /// SIGKILL, in place of the call.
    case killBefore = "kill-before"
    /// SIGKILL, when the call is done.
    case killAfter = "kill-after"
    /// SIGKILL in place of the call, and what was not synced before is gone.
    case powerCut = "power-cut"

    var kills: Bool { self == .killBefore || self == .killAfter || self == .powerCut }

    /// Whether even the removal of a half-written file can fail.
    var keepsTornFiles: Bool { self == .eioFile || self == .eioDisk }

    /// Nothing can be written from there on, so that what is on its way is as lost as with a kill.
    var losesWhatIsInFlight: Bool { kills || self == .eioDisk }
  }

  let kind: Kind
  /// Which call, counted from 1 over all threads; 0 for none.
  let number: Int

  var description: String { "\(kind.rawValue) at call \(number)" }

  func environment(library: String, below folder: URL, record: URL, durable: URL) -> [String: String?] {
    [
      "LD_PRELOAD": library, "FAULTS_BELOW": folder.path, "FAULTS_RECORD": record.path, "FAULTS_DURABLE": durable.path,
      "FAULTS_KIND": kind.rawValue, "FAULTS_AT": "\(number)",
    ]
  }
}

/// What the fault library has seen: `struct record` of faults.h.
struct FaultRecord: Sendable {
  static let size = 4096

  /// The calls that this kind of fault could hit.
  let calls: Int
  /// Whether the run came as far as the call.
  let wasReached: Bool
  let call: String
  let path: String

  init(_ file: URL) throws {
    let bytes = [UInt8](try Data(contentsOf: file))
    func number(at offset: Int) -> Int { bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | Int($1) } }
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self) }
    calls = number(at: 0)
    wasReached = number(at: 8) == 1
    call = text(16..<48)
    path = text(48..<Self.size)
  }
}
