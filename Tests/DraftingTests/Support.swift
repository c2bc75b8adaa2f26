import Foundation
import JobModel
import Values

@testable import Drafting

/// A folder of the real disk that goes when the test ends.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "galley-drafting-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var output: String { path + "/output" }

  /// Whether this system has files without a name where these folders lie: found out without galley, which may be what fails.
  static var hasUnnamedFiles: Bool {
    #if os(Linux)
      // __O_TMPFILE of asm-generic/fcntl.h
      let file = open(NSTemporaryDirectory(), O_WRONLY | O_DIRECTORY | 0o20_000_000, 0o600)
      if file >= 0 { close(file) }
      return file >= 0
    #else
      return false
    #endif
  }

  func write(_ text: String, _ name: String) throws {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    // In place, as an editor may: the inode stays.
    if let handle = FileHandle(forWritingAtPath: url.path) {
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: Data(text.utf8))
      try handle.close()
    } else {
      try Data(text.utf8).write(to: url)
    }
  }

  func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }

  /// All files below output/, hidden ones too.
  var files: Set<String> {
    let all = FileManager.default.enumerator(atPath: output)?.compactMap { $0 as? String } ?? []
    return Set(
      all.filter {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: "\(output)/\($0)", isDirectory: &isFolder)
          ? !isFolder.boolValue : true
      })
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
  }
}

/// The facts about drafts, in memory: what a run would find in state after a crash.
actor Book: DraftBook {
  struct Died: Error {}
  /// As the ledger refuses it: content that was never meant to be there.
  struct WithoutIntent: Error {}

  enum Death { case intending, recording }

  private(set) var facts: [DraftPath: DraftFact] = [:]
  private(set) var commits = 0
  private var death: Death?
  private var onIntend: (@Sendable ([IntendedPlacing]) -> Void)?
  private var onRecord: (@Sendable ([FinishedPlacing]) -> Void)?

  func die(at death: Death?) { self.death = death }

  func watch(
    intend: @escaping @Sendable ([IntendedPlacing]) -> Void = { _ in },
    record: @escaping @Sendable ([FinishedPlacing]) -> Void = { _ in }
  ) {
    (onIntend, onRecord) = (intend, record)
  }

  func facts(of paths: [DraftPath]) -> [DraftFact?] { paths.map { facts[$0] } }

  func knows(_ hash: ContentHash) -> Bool { facts.values.contains { $0.isOurs(hash) } }

  func intend(_ placings: [IntendedPlacing]) throws {
    if death == .intending { throw Died() }
    commits += 1
    onIntend?(placings)
    for placing in placings {
      let intent = DraftFact.Intent(old: placing.old, new: placing.new, at: WallTime(milliseconds: 0))
      facts[placing.path] = DraftFact(owner: placing.owner, intent: intent, placed: facts[placing.path]?.placed)
    }
  }

  func record(_ placings: [FinishedPlacing]) throws {
    if death == .recording { throw Died() }
    commits += 1
    onRecord?(placings)
    for placing in placings {
      let fact = facts[placing.path]
      guard fact?.intent?.new == placing.hash || (fact?.intent == nil && fact?.placed?.hash == placing.hash) else {
        throw WithoutIntent()
      }
      let placed = DraftFact.Placed(hash: placing.hash, stamp: placing.stamp, at: WallTime(milliseconds: 0))
      facts[placing.path] = DraftFact(owner: placing.owner, intent: nil, placed: placed)
    }
  }
}

func draftPath(_ text: String) throws -> DraftPath { try DraftPath(recorded: text) ?? DraftPath(text, key: "k") }

func draft(_ path: String, _ text: String) throws -> Draft {
  Draft(
    path: try draftPath(path), owner: .item(ItemID(job: "j", key: path, sample: 1)),
    file: DraftFile(bytes: Array(text.utf8)))
}

func hash(_ text: String) -> ContentHash { ContentHash(of: Array(text.utf8)) }

func arrival(_ path: String, _ text: String, replacing old: String? = nil) throws -> Arrival {
  Arrival(path: try draftPath(path), file: DraftFile(bytes: Array(text.utf8)), old: old.map(hash))
}

extension OutputFolder {
  /// Under temporary names, as where no file can be without one.
  func stageByName(_ arrivals: [Arrival]) throws -> Staged { try stage(arrivals, unnamed: 0) }

  /// Gives up what was staged without touching its files.
  func keep(_ staged: consuming Staged) {}
}
