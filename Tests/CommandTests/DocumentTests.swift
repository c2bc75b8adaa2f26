import CommandSupport
import Foundation
import Testing

@Suite("Documents that name tests")
struct DocumentTests {
  /// The folder that holds Sources, Tests and docs.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  @Test("every test that a document names is there", arguments: ["docs/faults.md", "docs/security.md"])
  func named(_ document: String) throws {
    let text = try String(contentsOf: Self.root.appending(path: document), encoding: .utf8)
    let names = text.matches(of: /`([A-Z][A-Za-z]*Tests)\.(?:([A-Z][A-Za-z]*)\/)?([a-z][A-Za-z0-9]*)`/)
    #expect(names.count > 20)
    for name in names {
      let (whole, module, suite, function) = name.output
      let files = try FileManager.default.subpathsOfDirectory(atPath: Self.root.appending(path: "Tests/\(module)").path)
      let isThere = try files.contains { file in
        guard file.hasSuffix(".swift") else { return false }
        let source = try String(
          contentsOf: Self.root.appending(path: "Tests/\(module)/\(file)"), encoding: .utf8)
        return source.contains("func \(function)(") && suite.map { source.contains("struct \($0) ") } ?? true
      }
      #expect(isThere, "\(whole) is no test")
    }
  }
}
