import Foundation
import JobModel
import Testing

@testable import Drafting

@Suite("Between staging and naming, a person's work wins")
struct SwappingTests {
  let scratch: Scratch
  let output: OutputFolder

  init() throws {
    scratch = try Scratch()
    output = try OutputFolder(path: scratch.output)
  }

  private func isPlaced(_ result: Swapped) -> Bool { if case .placed = result { true } else { false } }

  @Test("an edit of the draft that is to be replaced is kept")
  func edited() throws {
    try scratch.write("old", "output/a.md")
    let staged = try output.stageByName([arrival("a.md", "new", replacing: "old")])
    try scratch.write("mine", "output/a.md")
    #expect(try output.swap(staged) == [.personsFile])
    #expect(scratch.read("output/a.md") == "mine")
    #expect(scratch.files == ["a.md"])
  }

  @Test("a file that appears where there was none is kept", arguments: [0, 1])
  func appeared(unnamed: Int) throws {
    let staged = try output.stage([arrival("a.md", "new")], unnamed: unnamed)
    try scratch.write("mine", "output/a.md")
    #expect(try output.swap(staged) == [.personsFile])
    #expect(scratch.read("output/a.md") == "mine")
    #expect(scratch.files == ["a.md"])
  }

  @Test("an edit in the last moment, between the look and the exchange, is put back")
  func race() throws {
    try scratch.write("old", "output/a.md")
    let staged = try output.stageByName([arrival("a.md", "new", replacing: "old")])
    let file = try staged.files[0].get()
    output.keep(staged)
    let folder = try #require(try output.folder(of: draftPath("a.md"), making: false))
    try scratch.write("mine", "output/a.md")
    let temporary = try #require(file.temporary)
    #expect(try !output.replace(hash("old"), by: file, from: temporary, in: folder))
    #expect(scratch.read("output/a.md") == "mine")
    output.discard(file, in: folder)
    #expect(scratch.files == ["a.md"])
  }

  @Test("where somebody saves twice in that moment, the later text is the draft and the earlier one is named")
  func twice() throws {
    try scratch.write("mine, later", "output/a.md")
    try scratch.write("mine", "output/.a.md.galley-abcdef")
    let folder = try #require(try output.folder(of: draftPath("a.md"), making: false))
    let exchanged = Exchanged(
      path: try draftPath("a.md"), temporary: ".a.md.galley-abcdef", expected: hash("old"), placed: hash("new"))
    let error = #expect(throws: PlacementError.self) { try output.settle(exchanged, in: folder) }
    #expect(error?.stopsRun == false && error?.message.contains(".a.md.galley-abcdef") == true)
    #expect(scratch.read("output/a.md") == "mine, later")
    #expect(scratch.read("output/.a.md.galley-abcdef") == "mine")
  }

  @Test("a folder or a link that takes the draft's place stays", arguments: [true, false])
  func otherKind(isFolder: Bool) throws {
    try scratch.write("old", "output/a.md")
    let staged = try output.stageByName([arrival("a.md", "new", replacing: "old")])
    unlink(scratch.output + "/a.md")
    if isFolder {
      try scratch.write("mine", "output/a.md/note.md")
    } else {
      try scratch.link("output/a.md", to: "b.md")
    }
    #expect(try output.swap(staged) == [.personsFile])
    #expect(scratch.files == [isFolder ? "a.md/note.md" : "a.md"])
  }

  @Test(
    "a draft that was deleted meanwhile is made anew; one that has the text already counts as placed",
    arguments: [0, 3])
  func meanwhile(unnamed: Int) throws {
    try scratch.write("old", "output/a.md")
    try scratch.write("old", "output/b.md")
    let arrivals = [
      try arrival("a.md", "new", replacing: "old"), try arrival("b.md", "new", replacing: "old"),
      try arrival("c.md", "new"),
    ]
    let staged = try output.stage(arrivals, unnamed: unnamed)
    unlink(scratch.output + "/a.md")
    try scratch.write("new", "output/b.md")
    try scratch.write("new", "output/c.md")
    #expect(try output.swap(staged).allSatisfy(isPlaced))
    for name in ["a", "b", "c"] { #expect(scratch.read("output/\(name).md") == "new") }
    #expect(scratch.files == ["a.md", "b.md", "c.md"])
  }

  @Test("a folder that becomes a link out of output/ meanwhile is not followed", arguments: [0, 1])
  func folderSwapped(unnamed: Int) throws {
    let staged = try output.stage([arrival("a/a.md", "new")], unnamed: unnamed)
    try FileManager.default.moveItem(atPath: scratch.output + "/a", toPath: scratch.path + "/moved")
    try scratch.link("output/a", to: "../moved")
    guard case .failed(let error) = try output.swap(staged)[0] else {
      Issue.record("a draft was placed outside output/")
      return
    }
    #expect(error.kind == .leavesOutput)
    #expect(scratch.read("moved/a.md") == nil)
  }

  @Test("where renaming cannot promise to create, linking does")
  func byLink() throws {
    try scratch.write("mine", "output/b.md")
    let staged = try output.stageByName([arrival("a.md", "new"), arrival("b.md", "new")])
    let files = try staged.files.map { try $0.get() }
    output.keep(staged)
    let folder = try #require(try output.folder(of: draftPath("a.md"), making: false))
    let names = try files.map { try #require($0.temporary) }
    #expect(try output.createByLink(files[0], from: names[0], in: folder))
    #expect(try !output.createByLink(files[1], from: names[1], in: folder))
    output.discard(files[1], in: folder)
    #expect(scratch.read("output/a.md") == "new")
    #expect(scratch.read("output/b.md") == "mine")
    #expect(scratch.files == ["a.md", "b.md"])
  }

  @Test(
    "a new draft has no name until it is on the disk: nobody ever sees a part of it, and a dead run leaves nothing",
    .enabled(if: Scratch.hasUnnamedFiles, "needs files without a name, which are Linux's, and not of all file systems"))
  func withoutName() throws {
    let staged = try output.stage([arrival("a.md", "new"), arrival("b.md", "new")], unnamed: 1)
    #expect(scratch.files.count == 1 && scratch.files.allSatisfy { $0.hasPrefix(".b.md") }, "as many as are allowed")
    #expect(try output.swap(staged).allSatisfy(isPlaced))
    #expect(scratch.read("output/a.md") == "new" && scratch.read("output/b.md") == "new")
    #expect(scratch.files == ["a.md", "b.md"])
  }

  @Test("a system that gives a file without a name none gets the draft under a temporary one")
  func unlinkable() throws {
    let folder = try #require(try output.folder(of: draftPath("a.md"), making: false))
    let staged = try output.stage([arrival("a.md", "new")], unnamed: 1)
    let file = try staged.files[0].get()
    output.keep(staged)
    // One that was removed has no name either, and gets none.
    try scratch.write("", "removed")
    let removed = try #require(Descriptor.open(scratch.path + "/removed", O_WRONLY))
    unlink(scratch.path + "/removed")
    #expect(try output.create(file, from: removed, in: folder))
    #expect(scratch.read("output/a.md") == "new")
  }

  @Test("where renaming cannot promise not to replace, an empty file claims the name first")
  func byClaim() throws {
    try scratch.write("mine", "output/a.md")
    try scratch.write("here before", "output/a.old.md")
    let folder = try #require(try output.folder(of: draftPath("a.md"), making: false))
    #expect(output.rename("a.md", toClaimed: "a.old.md", in: folder) == EEXIST)
    #expect(output.rename("a.md", toClaimed: "a.old-2.md", in: folder) == 0)
    #expect(output.rename("a.md", toClaimed: "a.old-3.md", in: folder) == ENOENT)
    #expect(scratch.read("output/a.old.md") == "here before" && scratch.read("output/a.old-2.md") == "mine")
    #expect(scratch.files == ["a.old.md", "a.old-2.md"])
  }

  @Test("temporary files are hidden, lie in the draft's folder, and go when they are discarded")
  func staging() throws {
    let long = String(repeating: "é", count: 118) + ".md"
    let staged = try output.stageByName([arrival("a/\(long)", "new"), arrival("b.md", "new")])
    let names = scratch.files
    #expect(names.count == 2)
    #expect(names.allSatisfy { $0.split(separator: "/").last?.hasPrefix(".") == true })
    output.discard(staged)
    #expect(scratch.files.isEmpty)
  }
}

extension Staged.File {
  /// nil where it has none.
  var temporary: String? { if case .named(let name) = place { name } else { nil } }
}
