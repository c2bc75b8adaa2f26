import CommandSupport
import Testing

@Suite("Help", .aFewAtOnce)
struct HelpTests {
  static let commands = ["init", "validate", "plan", "run", "status", "show", "schedule", "models", "doctor"]

  @Test("every command explains itself, with an example", arguments: commands)
  func command(_ name: String) async throws {
    try await withFolder { folder in
      let ended = try await folder.galley(name, "--help")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(ended.output.contains("galley \(name)"), "\(ended.testDescription)")
      #expect(ended.output.lowercased().contains("example"), "\(ended.testDescription)")
      #expect(ended.errors.isEmpty)
      #expect(try folder.files().isEmpty)
    }
  }

  @Test("the program's help lists its commands and its exit codes", arguments: [["--help"], ["help"], ["-h"]])
  func root(_ arguments: [String]) async throws {
    try await withFolder { folder in
      let ended = try await folder.galley(arguments)
      #expect(ended.exit == 0, "\(ended.testDescription)")
      for word in Self.commands + ["64", "65", "69", "73", "75", "77", "78"] {
        #expect(ended.output.contains(word), "\(word): \(ended.testDescription)")
      }
    }
  }

  @Test("--version is one line with a version")
  func version() async throws {
    try await withFolder { folder in
      let ended = try await folder.galley("--version")
      #expect(ended.exit == 0)
      #expect(ended.output.wholeMatch(of: /(galley )?\d+\.\d+\.\d+\S*\n/) != nil, "\(ended.testDescription)")
    }
  }

  @Test("there are completions for each shell", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) async throws {
    try await withFolder { folder in
      let ended = try await folder.galley("--generate-completion-script", shell)
      #expect(ended.exit == 0, "\(ended.testDescription)")
      for word in Self.commands { #expect(ended.output.contains(word), "\(word)") }
    }
  }
}
