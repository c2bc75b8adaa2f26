import Foundation
import JobModel
import Testing

@testable import Ledger

/// What the next run finds in the state of a reply that lies in a rescue file.
enum Found: CaseIterable { case settled, open, unknown, nothing }

@Test("a reply in a rescue file is in the state once, whatever the state knew of it", arguments: Found.allCases)
func readBack(found: Found) async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let asked = ItemFact(askedAt: noon, conversation: [fingerprint(1)])
  let reservation = try await ledger.reserve(start(1, run: ledger.beginRun()), recording: asked)
  if found == .settled {
    try await ledger.settle(reservation, said("Basil."), cost: Money(picoDollars: 700), at: time(2))
  }
  try await ledger.end()
  if found == .unknown { try await scene.openLedger().end() }
  if found == .nothing { try FileManager.default.removeItem(atPath: scene.state) }
  try scene.rescue([line(reservation, "Basil.")])

  let again = try scene.openLedger()
  #expect(again.readBack == ReadBack(replies: 1))
  #expect(again.abandoned == 0)
  let reply = try #require(try await again.reader.reply(fingerprint(1)))
  #expect(reply.reply.text == "Basil." && reply.reply.finish == .stop && reply.reply.model == "some-model-dated")
  #expect(reply.cost == Money(picoDollars: 700) && reply.arrivedAt == time(2))
  #expect(try await again.reader.body(of: reply.attempt) == said("Basil.").body)
  #expect(try await again.reader.spend() == Spend(attempts: 1, settled: Money(picoDollars: 700)))
  #expect(try await again.reader.item(item("basil")) == asked)
  try await again.end()
  #expect(scene.rescueFiles == [])

  // As after a crash before the file was removed.
  try scene.rescue([line(reservation, "Basil.")])
  let third = try scene.openLedger()
  #expect(third.readBack == ReadBack(replies: 1))
  #expect(try await third.reader.spend().attempts == 1)
}

@Test(
  "a torn line, or one of a form that this galley does not know, keeps no other out; its file stays, under another name"
)
func unreadableLines() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  let reservations = [
    try await ledger.reserve(start(1, run: run)), try await ledger.reserve(start(2, run: run)),
    try await ledger.reserve(start(3, run: run)),
  ]
  try await ledger.end()
  var newer = RescuedReply(of: reservations[1], "Mint.")
  newer.version = 99
  let torn = try line(reservations[2], "Sage.").dropLast(40)
  try scene.rescue([newer.line(), line(reservations[0], "Basil."), Array(torn)])

  let again = try scene.openLedger()
  let kept = scene.directory + "/" + Scene.rescueName + ".unread"
  #expect(again.readBack == ReadBack(replies: 1, keptFiles: [kept]))
  #expect(again.abandoned == 2)
  #expect(try await again.reader.reply(fingerprint(1))?.reply.text == "Basil.")
  #expect(try await again.reader.reply(fingerprint(2)) == nil)
  try await again.end()
  #expect(scene.rescueFiles == [Scene.rescueName + ".unread"])
  #expect(try scene.openLedger().readBack == ReadBack())
}

@Test("what the state refuses of a rescue file is left out whole, and the state opens")
func refusedLine() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let reservation = try await ledger.reserve(start(1, run: ledger.beginRun()))
  try await ledger.end()
  let negative = RescuedReply(of: reservation, "Basil.", cost: Money(picoDollars: -1))
  try scene.rescue([negative.line()])
  let again = try scene.openLedger()
  #expect(again.readBack.replies == 0 && again.readBack.keptFiles.count == 1)
  #expect(try await again.reader.attempts(of: item("basil")).map(\.end?.result) == [.unknown])
}

@Test("the names of rescue files sort by the moment at which they were begun")
func rescueNames() {
  let paths = StatePaths(directory: "/w")
  #expect(paths.rescue(at: 1_790_000_000_007, pid: 42) == "/w/rescue-20260921141320007-42.jsonl")
  #expect(paths.rescue(at: 1_790_000_000_070, pid: 7) > paths.rescue(at: 1_790_000_000_007, pid: 42))
}

private func line(_ reservation: Reservation, _ text: String) throws -> [UInt8] {
  try RescuedReply(of: reservation, text).line()
}

extension RescuedReply {
  fileprivate init(of reservation: Reservation, _ text: String, cost: Money = Money(picoDollars: 700)) {
    let outcome = said(text)
    guard case .success(let reply) = outcome.result else { preconditionFailure("a reply was said") }
    self.init(reply, outcome, of: reservation, cost: cost, at: time(2))
  }
}

extension Scene {
  fileprivate static let rescueName = "rescue-20260921141320007-42.jsonl"

  fileprivate var rescueFiles: [String] { files.filter { $0.hasPrefix("rescue-") } }

  fileprivate func rescue(_ lines: [[UInt8]]) throws {
    try Data(lines.joined()).write(to: URL(fileURLWithPath: directory + "/" + Self.rescueName))
  }
}
