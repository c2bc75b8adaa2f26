import Foundation
import GRDB
import JobModel
import Testing
import Values

@testable import Ledger

@Test("the facts of a job are those of its items: conversations, replies, failures and drafts, nobody else's")
func jobFacts() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  let asked = ItemFact(askedAt: noon, conversation: [fingerprint(1), fingerprint(2)])
  try await ledger.store("Basil.", number: 1, run: run)
  let attempt = try await ledger.reserve(start(2, run: run), recording: asked)
  try await ledger.settle(attempt, failed(), cost: nil, at: time(4))
  let other = ItemID(job: "ideas", key: "mint", sample: 1)
  try await ledger.record([(other, ItemFact(askedAt: noon, conversation: [fingerprint(3)]))])
  let intent = DraftFact.Intent(old: nil, new: hash(1), at: time(5))
  try await ledger.intend([
    DraftIntent(path: "articles/basil.md", owner: .item(item("basil")), intent: intent),
    DraftIntent(path: "ideas/mint.md", owner: .item(other), intent: intent),
  ])

  let facts = try await ledger.reader.facts(job: "articles")
  #expect(facts.items == [ItemKey(key: "basil", sample: 1): asked])
  #expect(facts.reply(to: fingerprint(1).words)?.isCut == false && facts.reply(to: fingerprint(2).words) == nil)
  #expect(facts.drafts.keys.map(\.string) == ["articles/basil.md"])
  #expect(facts.drafts[Text("articles/basil.md")]?.intent == intent)
  #expect(try await ledger.reader.item(item("basil")) == asked)
  #expect(try await ledger.reader.item(item("mint")) == nil)
  #expect(try await ledger.reader.items(key: "mint") == [other])
  #expect(try await ledger.reader.replies([fingerprint(1), fingerprint(2)]).map(\.reply.text) == ["Basil."])
}

@Test("a key that would be cut short in the database is refused, not mixed up with another")
func keyWithNUL() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  await #expect(throws: LedgerError.self) {
    try await ledger.record([(item("a\u{0}b"), ItemFact(askedAt: noon, conversation: []))])
  }
}

@Test("keys that look the same and are not have facts of their own")
func keysByScalars() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let facts = [ItemFact(askedAt: noon, conversation: []), ItemFact(askedAt: noon, conversation: [fingerprint(1)])]
  try await ledger.record([(item("caf\u{e9}"), facts[0]), (item("cafe\u{301}"), facts[1])])
  let found = try await ledger.reader.facts(job: "articles").items
  #expect(found[ItemKey(key: "caf\u{e9}", sample: 1)] == facts[0])
  #expect(found[ItemKey(key: "cafe\u{301}", sample: 1)] == facts[1])
}

@Test("a question asked again after a cut reply has the newer one; the older text stays on record")
func newestReplyWins() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  let first = try await ledger.reserve(start(1, run: run))
  try await ledger.settle(first, said("cut of", finish: .length), cost: Money(picoDollars: 1), at: time(2))
  try await ledger.store("whole", number: 1, run: run)
  let reply = try #require(try await ledger.reader.reply(fingerprint(1)))
  #expect(reply.reply.text == "whole" && reply.reply.finish == .stop && reply.attempt != first.id)
  #expect(String(decoding: try await ledger.reader.body(of: first.id), as: UTF8.self) == #"{"text": "cut of"}"#)
  #expect(try await ledger.reader.spend().settled == Money(picoDollars: 701))
}

@Test("a failure counts its attempts, in all and in its run; a later reply or a fresh attempt ends it")
func lastFailure() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let reader = ledger.reader
  #expect(try await reader.lastFailure(fingerprint(1)) == nil)
  for _ in 1...2 {
    let run = try await ledger.beginRun()
    for _ in 1...3 {
      let attempt = try await ledger.reserve(start(1, run: run))
      #expect(try await reader.lastFailure(fingerprint(1)) == nil)
      try await ledger.settle(attempt, failed(.transient), cost: nil, at: time(9))
    }
  }
  let failure = try #require(try await reader.lastFailure(fingerprint(1)))
  #expect(failure.scope == .transient && failure.code == "rejected" && failure.message == "it says no")
  #expect(failure.status == 400 && failure.at == time(9) && failure.run == RunID(2))
  #expect(failure.attempts == 6 && failure.attemptsInRun == 3)
  try await ledger.store("at last", number: 1, run: RunID(2))
  #expect(try await reader.lastFailure(fingerprint(1)) == nil)
}

@Test("attempts of an item are found, and those of others at the same questions; bodies of failures are kept")
func attemptsOfItem() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  let asked = start(1, run: run, item: item("mint"))
  let attempt = try await ledger.reserve(asked)
  try await ledger.settle(
    attempt, failed(maybeBilled: true, body: [1, 0, 2]), cost: Money(picoDollars: 900), at: time(2))
  try await ledger.record([(item("basil"), ItemFact(askedAt: noon, conversation: [fingerprint(1)]))])
  let end = AttemptFact.End(
    result: .failure(.item, code: "rejected", message: "it says no"), at: time(2), status: 400, requestID: nil,
    maybeBilled: true, cost: Money(picoDollars: 900))
  #expect(try await ledger.reader.attempts(of: item("basil")) == [AttemptFact(id: attempt.id, start: asked, end: end)])
  #expect(try await ledger.reader.attempts(of: item("mint")).count == 1)
  #expect(try await ledger.reader.body(of: attempt.id) == [1, 0, 2])
}

@Test("requests that were under way at a kill are charged in full, counted, and asked again")
func abandonedAttempts() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  try await ledger.store("Basil.", number: 1, run: run)
  _ = try await ledger.reserve(start(2, run: run, reserved: Money(picoDollars: 5000)))
  _ = try await ledger.reserve(start(3, run: run, reserved: nil))
  let open = Spend(
    attempts: 3, settled: Money(picoDollars: 700), reserved: Money(picoDollars: 5000), open: 2, unpriced: 1)
  #expect(try await ledger.reader.spend() == open)

  let killed = try scene.afterKill()
  let again = try killed.openLedger()
  #expect(again.abandoned == 2)
  let settled = Spend(attempts: 3, settled: Money(picoDollars: 5700), unknownFate: 2, unpriced: 1)
  #expect(try await again.reader.spend(run: run) == settled)
  #expect(try await again.reader.spendByJob() == ["articles": settled])
  #expect(settled.worstCase == nil)
  #expect(try await again.reader.lastFailure(fingerprint(2)) == nil)
  #expect(try await again.reader.lastRuns(5).map(\.state) == [.died])
  #expect(try await again.reader.attempts(of: item("basil")).map(\.end?.result) == [.reply, .unknown, .unknown])
}

@Test("runs are told newest first, with how they ended")
func runs() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let first = try await ledger.beginRun(jobs: ["articles", "ideas"], pid: 7, at: time(1))
  let end = RunFact.End(at: time(3), exit: 75, stopped: .budget, summary: #"{"requests": 3}"#)
  try await ledger.endRun(first, end)
  let second = try await ledger.beginRun()
  #expect(
    try await ledger.reader.lastRuns(2) == [
      RunFact(id: second, jobs: ["articles"], pid: 42, startedAt: time(0), state: .open),
      RunFact(id: first, jobs: ["articles", "ideas"], pid: 7, startedAt: time(1), state: .ended(end)),
    ])
  #expect(try await ledger.reader.lastRuns(1).map(\.id) == [second])
}

@Test("a draft's intent stands until its placing is on record; a new owner takes the path over")
func drafts() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let reader = ledger.reader
  let path = "articles/caf\u{e9}.md"
  let stamp = FileStamp(size: 12, inode: .max, modified: 1_790_000_000_123_456_789, changed: 1_790_000_000_123_456_790)
  let placed = DraftFact.Placed(hash: hash(1), stamp: stamp, at: time(2))
  let first = DraftFact.Intent(old: nil, new: hash(1), at: time(1))
  try await ledger.intend([DraftIntent(path: path, owner: .item(item("a")), intent: first)])
  #expect(try await reader.draft(path: path) == DraftFact(owner: .item(item("a")), intent: first, placed: nil))
  try await ledger.placed([PlacedDraft(path: path, placed: placed)])
  #expect(try await reader.draft(path: path) == DraftFact(owner: .item(item("a")), intent: nil, placed: placed))

  let touched = FileStamp(size: 12, inode: 5, modified: 6, changed: 7)
  let replaced = DraftFact.Placed(hash: hash(1), stamp: touched, at: time(3), digest: hash(9).words)
  try await ledger.placed([PlacedDraft(path: path, placed: replaced)])
  let second = DraftFact.Intent(old: hash(1), new: hash(2), at: time(4))
  try await ledger.intend([
    DraftIntent(path: path, owner: .item(item("b", sample: 2)), intent: second),
    DraftIntent(path: "ideas.md", owner: .collection(job: "ideas"), intent: first),
    DraftIntent(path: "articles/x.new.md", owner: .successor(item("x")), intent: first),
  ])
  let both = DraftFact(owner: .item(item("b", sample: 2)), intent: second, placed: replaced)
  #expect(try await reader.draft(path: path) == both)
  #expect(try await reader.draft(path: "ideas.md")?.owner == .collection(job: "ideas"))
  #expect(try await reader.draft(path: "articles/x.new.md")?.owner == .successor(item("x")))
  #expect(try await reader.draft(path: "articles/cafe\u{301}.md") == nil)
}

@Test("a file is not put on record as placed with content that was never meant for it")
func placedNeedsIntent() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let intent = DraftFact.Intent(old: nil, new: hash(1), at: time(1))
  try await ledger.intend([DraftIntent(path: "a.md", owner: .item(item("a")), intent: intent)])
  let stamp = FileStamp(size: 0, inode: 1, modified: 2, changed: 3)
  let other = PlacedDraft(path: "a.md", placed: DraftFact.Placed(hash: hash(2), stamp: stamp, at: time(2)))
  await #expect(throws: LedgerError.self) { try await ledger.placed([other]) }
}

@Test("sums of money are exact where binary fractions would not be")
func exactSums() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  for (number, cost) in [9_007_199_254_740_993, 1, 1].enumerated() {
    let attempt = try await ledger.reserve(start(number, run: run))
    try await ledger.settle(attempt, said("x"), cost: Money(picoDollars: cost), at: time(2))
  }
  #expect(try await ledger.reader.spend().settled == Money(picoDollars: 9_007_199_254_740_995))
}

@Test("what a job's last replies took is read by its own and by the others, of the same model alone")
func usage() async throws {
  let scene = try Scene()
  let ledger = try scene.openLedger()
  let run = try await ledger.beginRun()
  for number in 1...3 { try await ledger.store("Basil.", number: number, run: run) }
  let failing = try await ledger.reserve(start(4, run: run))
  try await ledger.settle(failing, failed(), cost: nil, at: time(4))
  let reader = ledger.reader
  let usage = try await reader.usage(job: "articles", model: "some-model", last: 2)
  #expect(usage.map(\.reply) == ["draft", "draft"])
  #expect(usage.map(\.item) == [ItemKey(key: "basil", sample: 1), ItemKey(key: "basil", sample: 1)])
  #expect(usage.map(\.usage) == Array(repeating: Usage(input: 10, cachedInput: 2, output: 5, reasoning: 1), count: 2))
  #expect(try await reader.usage(job: "articles", model: "another", last: 2).isEmpty)
  #expect(try await reader.outputs(besides: "ideas", model: "some-model", last: 9) == [5, 5, 5])
  #expect(try await reader.outputs(besides: "articles", model: "some-model", last: 9).isEmpty)
}
