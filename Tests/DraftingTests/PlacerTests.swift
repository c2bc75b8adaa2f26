import Foundation
import JobModel
import Testing

@testable import Drafting

@Suite("Drafts are placed, and nothing that a person wrote is overwritten")
struct PlacerTests {
  let scratch: Scratch
  let book = Book()
  let placer: Placer

  init() throws {
    scratch = try Scratch()
    placer = Placer(output: try OutputFolder(path: scratch.output), book: book)
  }

  private func edited(at path: String) throws -> PlacementResult { .edited(newVersion: .lies(at: try draftPath(path))) }

  @Test("a new draft lies at its path, folders and all, and nothing else is left")
  func create() async throws {
    #expect(try await placer.place(draft("a/b/basil.md", "text\n")) == .placed)
    #expect(scratch.read("output/a/b/basil.md") == "text\n")
    #expect(scratch.files == ["a/b/basil.md"])
    #expect(await book.facts[try draftPath("a/b/basil.md")]?.placed?.hash == hash("text\n"))
    #expect(await book.facts[try draftPath("a/b/basil.md")]?.intent == nil)
  }

  @Test("output/ is made where it is missing, but not by looking")
  func makesOutput() throws {
    #expect(try OutputFolder(existing: scratch.path + "/other") == nil)
    _ = try OutputFolder(path: scratch.path + "/other")
    #expect(try OutputFolder(existing: scratch.path + "/other") != nil)
  }

  @Test("what is right already is not written again")
  func alreadyRight() async throws {
    _ = try await placer.place(draft("a.md", "text"))
    let before = try FileManager.default.attributesOfItem(atPath: scratch.output + "/a.md")
    #expect(try await placer.place(draft("a.md", "text")) == .alreadyRight)
    let after = try FileManager.default.attributesOfItem(atPath: scratch.output + "/a.md")
    #expect(after[.systemFileNumber] as? Int == before[.systemFileNumber] as? Int)
    #expect(after[.modificationDate] as? Date == before[.modificationDate] as? Date)
  }

  @Test("an outdated draft is replaced and keeps its permissions")
  func replace() async throws {
    _ = try await placer.place(draft("a.md", "one"))
    chmod(scratch.output + "/a.md", 0o640)
    #expect(try await placer.place(draft("a.md", "two")) == .placed)
    #expect(scratch.read("output/a.md") == "two")
    #expect(scratch.files == ["a.md"])
    let mode = try FileManager.default.attributesOfItem(atPath: scratch.output + "/a.md")[.posixPermissions] as? Int
    #expect(mode == 0o640)
  }

  @Test("a draft that was deleted or torn to nothing is back", arguments: [true, false])
  func lost(isDeleted: Bool) async throws {
    _ = try await placer.place(draft("a.md", "text"))
    if isDeleted { unlink(scratch.output + "/a.md") } else { try scratch.write("", "output/a.md") }
    #expect(try await placer.place(draft("a.md", "text")) == .placed)
    #expect(scratch.read("output/a.md") == "text")
  }

  @Test("an edited draft stays, and a new version goes beside it, once")
  func edited() async throws {
    _ = try await placer.place(draft("a.md", "one"))
    try scratch.write("mine", "output/a.md")
    #expect(try await placer.place(draft("a.md", "one")) == .edited(newVersion: .none))
    #expect(scratch.files == ["a.md"])
    #expect(try await placer.place(draft("a.md", "two")) == edited(at: "a.new.md"))
    #expect(try await placer.place(draft("a.md", "two")) == edited(at: "a.new.md"))
    #expect(scratch.read("output/a.new.md") == "two")
    #expect(try await placer.place(draft("a.md", "three")) == edited(at: "a.new.md"))
    #expect(scratch.read("output/a.new.md") == "three")
    #expect(scratch.read("output/a.md") == "mine")
    let owner = await book.facts[try draftPath("a.new.md")]?.owner
    #expect(owner == .successor(ItemID(job: "j", key: "a.md", sample: 1)))
  }

  @Test("a new version that a person changed is left alone as well, and said")
  func editedToo() async throws {
    _ = try await placer.place(draft("a.md", "one"))
    try scratch.write("mine", "output/a.md")
    _ = try await placer.place(draft("a.md", "two"))
    try scratch.write("mine too", "output/a.new.md")
    #expect(try await placer.place(draft("a.md", "three")) == .edited(newVersion: .editedToo(draftPath("a.new.md"))))
    #expect(scratch.read("output/a.md") == "mine")
    #expect(scratch.read("output/a.new.md") == "mine too")
    #expect(scratch.files == ["a.md", "a.new.md"])
  }

  @Test("a new version that a person took away stays away until there is a newer one")
  func takenAway() async throws {
    _ = try await placer.place(draft("a.md", "one"))
    try scratch.write("mine", "output/a.md")
    _ = try await placer.place(draft("a.md", "two"))
    unlink(scratch.output + "/a.new.md")
    _ = try await placer.place(draft("a.md", "two"))
    #expect(scratch.files == ["a.md"])
    _ = try await placer.place(draft("a.md", "three"))
    #expect(scratch.read("output/a.new.md") == "three")
  }

  @Test("a person's file that holds the very text counts as placed, whether or not there was a draft before")
  func adopted() async throws {
    try scratch.write("two", "output/a.md")
    #expect(try await placer.place(draft("a.md", "two")) == .placed)
    _ = try await placer.place(draft("b.md", "one"))
    try scratch.write("two", "output/b.md")
    #expect(try await placer.place(draft("b.md", "two")) == .placed)
    for name in ["a.md", "b.md"] { #expect(await book.facts[try draftPath(name)]?.placed?.hash == hash("two")) }
    #expect(scratch.files == ["a.md", "b.md"])
  }

  @Test("restoring puts the draft back and keeps the person's text beside it, each under a free name")
  func restore() async throws {
    _ = try await placer.place(draft("a/a.md", "ours"))
    try scratch.write("kept before", "output/a/a.old.md")
    for (text, name) in [("mine", "a/a.old-2.md"), ("mine again", "a/a.old-3.md")] {
      try scratch.write(text, "output/a/a.md")
      let (kept, result) = try await placer.restore(draft("a/a.md", "ours"))
      #expect(kept?.text == name && result == .placed)
      #expect(scratch.read("output/\(name)") == text)
      #expect(scratch.read("output/a/a.md") == "ours")
    }
    #expect(scratch.read("output/a/a.old.md") == "kept before")
    #expect(scratch.files == ["a/a.md", "a/a.old.md", "a/a.old-2.md", "a/a.old-3.md"])
  }

  @Test("restoring where nothing was changed, or where nothing lies, keeps nothing")
  func restoreOwn() async throws {
    _ = try await placer.place(draft("a.md", "one"))
    #expect(try await placer.restore(draft("a.md", "one")) == (nil, .alreadyRight))
    #expect(try await placer.restore(draft("a.md", "two")) == (nil, .placed))
    unlink(scratch.output + "/a.md")
    #expect(try await placer.restore(draft("a.md", "two")) == (nil, .placed))
    #expect(scratch.files == ["a.md"])
  }

  @Test("a link or a folder is not restored over and not moved", arguments: [true, false])
  func restoreOther(isFolder: Bool) async throws {
    _ = try await placer.place(draft("a.md", "ours"))
    unlink(scratch.output + "/a.md")
    if isFolder { try scratch.write("mine", "output/a.md/b.md") } else { try scratch.link("output/a.md", to: "b.md") }
    #expect(try await placer.restore(draft("a.md", "ours")) == (nil, .edited(newVersion: .none)))
    #expect(scratch.files == [isFolder ? "a.md/b.md" : "a.md"])
  }

  @Test("the longest name has room for all that may lie beside it")
  func longName() async throws {
    let name = String(repeating: "é", count: 118) + "x"
    _ = try await placer.place(draft("\(name).md", "one"))
    try scratch.write("mine", "output/\(name).md")
    #expect(try await placer.place(draft("\(name).md", "two")) == edited(at: "\(name).new.md"))
    #expect(try await placer.place(draft("\(name).md", "three")) == edited(at: "\(name).new.md"))
    #expect(try await placer.restore(draft("\(name).md", "three")).kept?.text == "\(name).old.md")
    #expect(scratch.files == ["\(name).md", "\(name).new.md", "\(name).old.md"])
    #expect(scratch.read("output/\(name).old.md") == "mine")
  }

  @Test("a file that galley never wrote stays, also where the new version should go")
  func foreign() async throws {
    try scratch.write("mine", "output/a.md")
    try scratch.write("mine", "output/a.new.md")
    #expect(try await placer.place(draft("a.md", "one")) == .edited(newVersion: .editedToo(draftPath("a.new.md"))))
    #expect(scratch.read("output/a.md") == "mine")
    #expect(scratch.read("output/a.new.md") == "mine")
  }

  @Test("a symbolic link as the target is a person's, and what it points to stays")
  func linkAsTarget() async throws {
    try scratch.write("mine", "elsewhere.md")
    try scratch.link("output/a.md", to: "../elsewhere.md")
    #expect(try await placer.place(draft("a.md", "one")) == edited(at: "a.new.md"))
    #expect(scratch.read("elsewhere.md") == "mine")
    #expect(scratch.files == ["a.md", "a.new.md"])
  }

  @Test("another name of the same file keeps its text")
  func hardLink() async throws {
    _ = try await placer.place(draft("a.md", "one"))
    #expect(Foundation.link(scratch.output + "/a.md", scratch.path + "/copy.md") == 0)
    _ = try await placer.place(draft("a.md", "two"))
    #expect(scratch.read("copy.md") == "one")
    #expect(scratch.read("output/a.md") == "two")
  }

  @Test(
    "a parent that leads out of output/ fails its own draft and is not followed",
    arguments: ["..", "../outside", "/tmp"])
  func leavesOutput(target: String) async throws {
    try scratch.write("theirs", "outside/kept.md")
    try scratch.link("output/out", to: target)
    async let bad = placer.place(draft("out/a.md", "text"))
    async let good = placer.place(draft("in/a.md", "text"))
    guard case .failed(let error) = try await bad else {
      Issue.record("a draft was placed outside output/")
      return
    }
    #expect(error.kind == .leavesOutput)
    #expect(!error.stopsRun)
    #expect(error.message.contains("output/out"))
    #expect(try await good == .placed)
    #expect(scratch.read("outside/a.md") == nil)
    #expect(scratch.read("a.md") == nil)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/a.md"))
  }

  @Test("a parent that leads into galley's own folder is refused")
  func entersState() async throws {
    try scratch.write("state", "output/.galley/deep/state.sqlite")
    try scratch.link("output/in", to: ".galley/deep")
    guard case .failed(let error) = try await placer.place(draft("in/a.md", "text")) else {
      Issue.record("a draft was placed within .galley/")
      return
    }
    #expect(error.kind == .leavesOutput)
  }

  @Test("a parent that is a link to another folder of output/ is followed")
  func staysInside() async throws {
    try FileManager.default.createDirectory(atPath: scratch.output + "/real/deep", withIntermediateDirectories: true)
    try scratch.link("output/alias", to: "real/deep")
    #expect(try await placer.place(draft("alias/a.md", "text")) == .placed)
    #expect(scratch.read("output/real/deep/a.md") == "text")
  }

  @Test("a parent that is a file or a dead link fails its own draft")
  func blocked() async throws {
    try scratch.write("mine", "output/file")
    try scratch.link("output/dead", to: "nowhere")
    for path in ["file/a.md", "dead/a.md"] {
      guard case .failed(let error) = try await placer.place(draft(path, "text")) else {
        Issue.record("\(path) was placed")
        continue
      }
      #expect(error.kind == .blocked)
    }
    #expect(scratch.read("output/file") == "mine")
  }

  @Test("output/ that was deleted in the run stops the run")
  func outputGone() async throws {
    try FileManager.default.removeItem(atPath: scratch.output)
    let error = await #expect(throws: PlacementError.self) { try await placer.place(draft("a/b.md", "text")) }
    #expect(error?.kind == .outputGone)
    #expect(error?.stopsRun == true)
  }

  @Test("many drafts at once are placed in batches, each exactly once")
  func many() async throws {
    let count = 300
    let results = try await withThrowingTaskGroup(of: PlacementResult.self) { group in
      for number in 0..<count {
        group.addTask { try await placer.place(draft("f\(number % 7)/\(number).md", "text \(number)")) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == count && results.allSatisfy { $0 == .placed })
    #expect(scratch.files.count == count)
    for number in 0..<count { #expect(scratch.read("output/f\(number % 7)/\(number).md") == "text \(number)") }
    #expect(await book.commits < count)
  }

  @Test("the intent is on record before anything is written, and the draft lies there before that is recorded")
  func order() async throws {
    let scratch = scratch
    await book.watch(
      intend: { _ in #expect(scratch.files.isEmpty) },
      record: { _ in #expect(scratch.files == ["a.md"]) })
    _ = try await placer.place(draft("a.md", "text"))
    #expect(await book.commits == 2)
  }

  @Test("an intent that cannot be recorded leaves the disk as it was")
  func intentFails() async throws {
    await book.die(at: .intending)
    await #expect(throws: Book.Died.self) { try await placer.place(draft("a.md", "text")) }
    #expect(scratch.files.isEmpty)
  }

  @Test(
    "a full disk, a read-only one and a broken one stop the run; each says what to do",
    arguments: [
      (ENOSPC, PlacementError.Kind.diskFull), (EDQUOT, .diskFull), (EROFS, .unwritable), (EACCES, .unwritable),
      (EPERM, .unwritable), (EIO, .inputOutput), (ENFILE, .system),
    ])
  func classified(number: Int32, kind: PlacementError.Kind) {
    let error = PlacementError(number, "write", "a.md")
    #expect(error.kind == kind)
    #expect(error.stopsRun)
    #expect(error.message.contains("output/a.md"))
  }
}
