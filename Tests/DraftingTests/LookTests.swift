import Foundation
import JobModel
import Testing

@testable import Drafting

@Suite("What lies at a path is seen as it is")
struct LookTests {
  @Test("each kind of thing is told apart")
  func kinds() throws {
    let scratch = try Scratch()
    try scratch.write("text", "output/a/file.md")
    try scratch.write("", "output/a/empty.md")
    try scratch.link("output/a/link.md", to: "file.md")
    try FileManager.default.createDirectory(atPath: scratch.output + "/a/folder.md", withIntermediateDirectories: true)
    mkfifo(scratch.output + "/a/fifo.md", 0o600)
    let output = try OutputFolder(path: scratch.output)
    func look(_ name: String) throws -> FileState { try output.look(at: draftPath(name)) }
    #expect(try look("a/file.md").hash == hash("text"))
    #expect(try look("a/empty.md").hash == .ofNothing)
    if case .empty = try look("a/empty.md") {} else { Issue.record("an empty file is not seen as one") }
    for name in ["a/link.md", "a/folder.md", "a/fifo.md"] { #expect(try look(name) == .other) }
    for name in ["a/none.md", "b/none.md", "none.md"] { #expect(try look(name) == .missing) }
  }

  @Test("a large file is read to its end")
  func large() throws {
    let scratch = try Scratch()
    let text = String(repeating: "0123456789", count: 30_000)
    try scratch.write(text, "output/large.md")
    #expect(try OutputFolder(path: scratch.output).look(at: draftPath("large.md")).hash == hash(text))
  }

  @Test("a file that only was touched is as it was, by its hash")
  func touched() async throws {
    let scratch = try Scratch()
    let book = Book()
    let placer = Placer(output: try OutputFolder(path: scratch.output), book: book)
    #expect(try await placer.place(draft("a.md", "text")) == .placed)
    let placed = try #require(await book.facts[draftPath("a.md")]?.placed)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: scratch.output + "/a.md")
    let state = try await placer.look(at: [(draftPath("a.md"), placed)])[0]
    #expect(state.hash == hash("text"))
    #expect(state.stamp != placed.stamp)
  }

  @Test("an equal, settled stamp spares reading the file")
  func spared() throws {
    let scratch = try Scratch()
    try scratch.write("text", "output/a.md")
    // Old enough on any file system's clock but for `changed`, which nobody can set.
    let output = try OutputFolder(path: scratch.output)
    let status = try #require(Descriptor.open(scratch.output + "/a.md", O_RDONLY)?.status)
    let stamp = FileStamp(status)
    // The hash is another one on purpose: it comes back only if the file was not read.
    let recorded = DraftFact.Placed(hash: hash("other"), stamp: stamp, at: WallTime(milliseconds: 0))
    #expect(try output.look(at: draftPath("a.md"), recorded: recorded) == .regular(hash("other"), stamp))
    let unsettled = DraftFact.Placed(hash: hash("other"), stamp: stamp.unsettled, at: WallTime(milliseconds: 0))
    #expect(try output.look(at: draftPath("a.md"), recorded: unsettled).hash == hash("text"))
  }

  @Test("a stamp is settled only when a later change must have another one")
  func settled() {
    let fine = FileStamp(size: 1, inode: 2, modified: 5_000_000_123, changed: 5_000_000_456)
    #expect(!fine.asSeen(at: 5_000_000_456).isSettled)
    #expect(fine.asSeen(at: 5_000_000_457).isSettled)
    let coarse = FileStamp(size: 1, inode: 2, modified: 5_000_000_000, changed: 5_000_000_000)
    #expect(!coarse.asSeen(at: 6_900_000_000).isSettled)
    #expect(coarse.asSeen(at: 7_100_000_000).isSettled)
  }

  @Test("an edit of the same length right after a draft was placed is seen, however quick")
  func quickEdit() async throws {
    let scratch = try Scratch()
    let book = Book()
    let placer = Placer(output: try OutputFolder(path: scratch.output), book: book)
    for round in 0..<100 {
      let path = "\(round).md"
      #expect(try await placer.place(draft(path, "ours")) == .placed)
      try scratch.write("mine", "output/\(path)")
      let placed = try #require(await book.facts[draftPath(path)]?.placed)
      #expect(try await placer.look(at: [(draftPath(path), placed)])[0].hash == hash("mine"))
    }
  }
}
