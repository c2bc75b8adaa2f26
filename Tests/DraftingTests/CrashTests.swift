import Foundation
import JobModel
import Testing

@testable import Drafting

/// A run that dies is made of the steps that it got to; the next one is a new placer with the facts that were committed.
@Suite("Whenever a run dies, the next one ends right")
struct CrashTests {
  let scratch: Scratch
  let book = Book()
  let output: OutputFolder

  init() throws {
    scratch = try Scratch()
    output = try OutputFolder(path: scratch.output)
  }

  enum Point: CaseIterable { case nothing, intended, staged, swapped, recorded }

  enum Way: CaseIterable {
    case replacing, making, makingByName

    var old: String? { self == .replacing ? "old" : nil }
    var unnamed: Int { self == .making ? 1 : 0 }
  }

  /// What a run does about one file until it dies.
  private func run(_ arrival: Arrival, unnamed: Int = 1, until point: Point) async throws {
    if point == .nothing { return }
    let owner = FileOwner.item(ItemID(job: "j", key: "k", sample: 1))
    try await book.intend([
      IntendedPlacing(path: arrival.path, owner: owner, old: arrival.old, new: arrival.file.hash)
    ])
    if point == .intended { return }
    let staged = try output.stage([arrival], unnamed: unnamed)
    if point == .staged { return }
    guard case .placed(let stamp) = try output.swap(staged)[0], point == .recorded else { return }
    try await book.record([FinishedPlacing(path: arrival.path, owner: owner, hash: arrival.file.hash, stamp: stamp)])
  }

  @Test("the draft is there, whole, and nothing is left beside it", arguments: Point.allCases, Way.allCases)
  func ends(point: Point, way: Way) async throws {
    if way == .replacing { _ = try await Placer(output: output, book: book).place(draft("a/a.md", "old")) }
    try await run(arrival("a/a.md", "new", replacing: way.old), unnamed: way.unnamed, until: point)
    let next = Placer(output: output, book: book)
    let result = try await next.place(draft("a/a.md", "new"))
    #expect(result == (point == .recorded ? .alreadyRight : .placed))
    #expect(scratch.read("output/a/a.md") == "new")
    #expect(scratch.files == ["a/a.md"])
    #expect(await next.strangeLeftovers.isEmpty)
    #expect(await book.facts[try draftPath("a/a.md")]?.placed?.hash == hash("new"))
    #expect(await book.facts[try draftPath("a/a.md")]?.intent == nil)
  }

  @Test("an edit after the crash is kept, whatever had been done", arguments: Point.allCases, Way.allCases)
  func edited(point: Point, way: Way) async throws {
    if way == .replacing { _ = try await Placer(output: output, book: book).place(draft("a.md", "old")) }
    try await run(arrival("a.md", "new", replacing: way.old), unnamed: way.unnamed, until: point)
    try scratch.write("mine", "output/a.md")
    _ = try await Placer(output: output, book: book).place(draft("a.md", "new"))
    #expect(scratch.read("output/a.md") == "mine")
    #expect(scratch.files.subtracting(["a.md", "a.new.md"]).isEmpty)
  }

  @Test("a run that dies before a placing is recorded leaves it to be recorded")
  func unrecorded() async throws {
    await book.die(at: .recording)
    await #expect(throws: Book.Died.self) {
      try await Placer(output: output, book: book).place(draft("a.md", "text"))
    }
    await book.die(at: nil)
    #expect(try await Placer(output: output, book: book).place(draft("a.md", "text")) == .placed)
    #expect(await book.commits == 2)
    #expect(await book.facts[try draftPath("a.md")]?.placed != nil)
  }

  /// A person saved the draft between the look and the exchange, and the run died before it looked at what came out.
  private func dieInExchange() async throws {
    _ = try await Placer(output: output, book: book).place(draft("a/a.md", "old"))
    let arrival = try arrival("a/a.md", "new", replacing: "old")
    try await run(arrival, until: .intended)
    try scratch.write("mine", "output/a/a.md")
    let staged = try output.stageByName([arrival])
    let temporary = scratch.output + "/a/" + (try #require(staged.files[0].get().temporary))
    output.keep(staged)
    let draft = scratch.output + "/a/a.md"
    try FileManager.default.moveItem(atPath: draft, toPath: scratch.path + "/out")
    try FileManager.default.moveItem(atPath: temporary, toPath: draft)
    try FileManager.default.moveItem(atPath: scratch.path + "/out", toPath: temporary)
  }

  @Test(
    "a person's text that an unchecked exchange left under a temporary name is put back, before anything is looked at")
  func exchanged() async throws {
    try await dieInExchange()
    let next = Placer(output: output, book: book)
    try await next.recover([draftPath("a/a.md")])
    #expect(scratch.read("output/a/a.md") == "mine")
    #expect(scratch.files == ["a/a.md"])
    let placed = try await next.place(draft("a/a.md", "new"))
    #expect(placed == .edited(newVersion: .lies(at: try draftPath("a/a.new.md"))))
    #expect(scratch.read("output/a/a.md") == "mine")
    #expect(await next.strangeLeftovers.isEmpty)
  }

  @Test("where the draft was changed again since, both texts stay, and the one that is hidden is named")
  func exchangedAndEdited() async throws {
    try await dieInExchange()
    try scratch.write("mine, later", "output/a/a.md")
    let next = Placer(output: output, book: book)
    _ = try await next.place(draft("a/a.md", "new"))
    #expect(scratch.read("output/a/a.md") == "mine, later")
    let hidden = try #require(await next.strangeLeftovers.first)
    #expect(scratch.read("output/\(hidden)") == "mine")
  }

  @Test("a run that dies after it has set a person's text aside places the draft next time, and keeps both")
  func setAside() async throws {
    _ = try await Placer(output: output, book: book).place(draft("a.md", "ours"))
    try scratch.write("mine", "output/a.md")
    #expect(try output.setAside(draftPath("a.md"))?.text == "a.old.md")
    #expect(try await Placer(output: output, book: book).place(draft("a.md", "ours")) == .placed)
    #expect(scratch.read("output/a.md") == "ours" && scratch.read("output/a.old.md") == "mine")
  }

  @Test("an empty leftover of a run that was killed before it wrote goes")
  func emptyLeftover() async throws {
    try scratch.write("", "output/a/.a.md.galley-abcdef")
    let placer = Placer(output: output, book: book)
    _ = try await placer.place(draft("a/b.md", "text"))
    #expect(scratch.files == ["a/b.md"])
    #expect(await placer.strangeLeftovers.isEmpty)
  }

  @Test("a leftover with a person's text is never deleted, and is named")
  func strange() async throws {
    try scratch.write("mine", "output/a/.a.md.galley-abcdef")
    try scratch.write("swap", "output/a/.a.md.swp")
    let placer = Placer(output: output, book: book)
    _ = try await placer.place(draft("a/a.md", "text"))
    _ = try await placer.place(draft("a/b.md", "text"))
    #expect(scratch.files == ["a/a.md", "a/b.md", "a/.a.md.galley-abcdef", "a/.a.md.swp"])
    #expect(await placer.strangeLeftovers == ["a/.a.md.galley-abcdef"])
  }
}
