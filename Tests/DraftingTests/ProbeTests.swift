import Foundation
import JobModel
import Testing

@testable import Drafting

@Suite("A folder that cannot hold drafts is found before they are paid for")
struct ProbeTests {
  @Test("a folder that is still to be made is looked for as far as it is there, and not made")
  func makesNothing() async throws {
    let scratch = try Scratch()
    let placer = Placer(output: try OutputFolder(path: scratch.output), book: Book())
    try await placer.probe(draftPath("a/b/c.md"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.output).isEmpty)
  }

  @Test("a file, or a way out of output/, where the folder should be is the item's own fault")
  func itemsFault() async throws {
    let scratch = try Scratch()
    try scratch.write("text", "output/file")
    try scratch.link("output/out", to: scratch.path)
    let placer = Placer(output: try OutputFolder(path: scratch.output), book: Book())
    for (path, kind) in [("file/a.md", PlacementError.Kind.blocked), ("out/a.md", .leavesOutput)] {
      let error = await #expect(throws: PlacementError.self) { try await placer.probe(draftPath(path)) }
      #expect(error?.kind == kind && error?.stopsRun == false)
    }
  }
}
