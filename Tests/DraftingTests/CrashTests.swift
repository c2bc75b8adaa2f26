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

  /// What a run does about one file until it dies.
  private func run(_ arrival: Arrival, until point: Point) async throws {
    if point == .nothing { return }
    let owner = FileOwner.item(ItemID(job: "j", key: "k", sample: 1))
    try await book.intend([
      IntendedPlacing(path: arrival.path, owner: owner, old: arrival.old, new: arrival.file.hash)
    ])
    if point == .intended { return }
    let staged = try output.stage([arrival])
    if point == .staged { return }
    guard case .placed(let stamp) = try output.swap(staged)[0], point == .recorded else { return }
    try await book.record([FinishedPlacing(path: arrival.path, owner: owner, hash: arrival.file.hash, stamp: stamp)])
  }

  @Test("the draft is there, whole, and nothing is left beside it", arguments: Point.allCases, [false, true])
  func ends(point: Point, replaces: Bool) async throws {
    if replaces { _ = try await Placer(output: output, book: book).place(draft("a/a.md", "old")) }
    try await run(arrival("a/a.md", "new", replacing: replaces ? "old" : nil), until: point)
    let next = Placer(output: output, book: book)
    let result = try await next.place(draft("a/a.md", "new"))
    #expect(result == (point == .recorded ? .alreadyRight : .placed))
    #expect(scratch.read("output/a/a.md") == "new")
    #expect(scratch.files == ["a/a.md"])
    #expect(await next.strangeLeftovers.isEmpty)
    #expect(await book.facts[try draftPath("a/a.md")]?.placed?.hash == hash("new"))
    #expect(await book.facts[try draftPath("a/a.md")]?.intent == nil)
  }

  @Test("an edit after the crash is kept, whatever had been done", arguments: Point.allCases, [false, true])
  func edited(point: Point, replaces: Bool) async throws {
    if replaces { _ = try await Placer(output: output, book: book).place(draft("a.md", "old")) }
    try await run(arrival("a.md", "new", replacing: replaces ? "old" : nil), until: point)
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
