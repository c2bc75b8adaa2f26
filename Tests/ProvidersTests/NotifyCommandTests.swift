import Foundation
import Providers
import Testing

@Suite("A program that is told of a run", .timeLimit(.minutes(1)))
struct NotifyCommandTests {
  private static let document = Array(#"{"text": "two of three"}"#.utf8)

  @Test("it gets the document on its standard input, in the workspace; what it prints comes back clean")
  func told() async throws {
    let (ending, folder) = try await run("cat > told.json; echo 'sent\u{1B}[31m, with sk-0123456789'; echo oh >&2")
    #expect(ending.failure == nil)
    #expect(ending.lines == ["sent[31m, with •••", "oh"])
    #expect(try Data(contentsOf: folder.appending(path: "told.json")) == Data(Self.document))
  }

  @Test("a program that fails, is not there, or reads nothing of a large document", arguments: [false, true])
  func fails(_ isLarge: Bool) async throws {
    let document = isLarge ? [UInt8](repeating: 0x20, count: 1 << 20) : Self.document
    let (failed, folder) = try await run("echo no; exit 3", document)
    #expect(failed.failure == "'/bin/sh' failed (exit status 3)")
    #expect(failed.lines == ["no"])
    let missing = await NotifyCommand(["./nobody"], workspace: folder.path).run(document, redaction: Redaction([]))
    #expect(missing.failure?.contains("'./nobody' cannot be run") == true)
    let (quiet, _) = try await run("exit 0", document)
    #expect(quiet.failure == nil, "\(quiet)")
  }

  @Test("a program that does not end is killed with all that it started, and what it had printed is kept")
  func hangs() async throws {
    let script = "echo begun; sleep 60 & echo $! > child; trap '' TERM; cat > /dev/null; wait"
    let (ending, folder) = try await run(script, patience: .seconds(1))
    #expect(ending.failure?.contains("did not end within") == true, "\(ending)")
    #expect(ending.lines == ["begun"])
    let text = try String(contentsOf: folder.appending(path: "child"), encoding: .utf8)
    let child = try #require(Int32(text.filter(\.isNumber)))
    #expect(try await eventually { isGone(child) })
  }

  @Test("a flood of words does not stop a program, and is not kept")
  func flood() async throws {
    let (ending, _) = try await run(
      "i=0; while [ $i -lt 4000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done")
    #expect(ending.failure == nil)
    #expect((200...500).contains(ending.lines.count))
  }

  private func run(
    _ script: String, _ document: [UInt8] = document, patience: Duration = .seconds(20)
  ) async throws -> (NotifyCommand.Ending, URL) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "galley-notify-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let command = NotifyCommand(["/bin/sh", "-c", script], workspace: folder.path, patience: patience)
    return (await command.run(document, redaction: Redaction(["sk-0123456789"])), folder)
  }

  /// Nobody, or somebody whom nobody has buried yet.
  private func isGone(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 else { return true }
    let line = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return line.split(separator: ")").last?.split(separator: " ").first == "Z"
  }

  /// Another program's end sends no word: here only looking again helps.
  private func eventually(_ condition: () -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < end {
      if condition() { return true }
      try await Task.sleep(for: .milliseconds(20))
    }
    return false
  }
}
