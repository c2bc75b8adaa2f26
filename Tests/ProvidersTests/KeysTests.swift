import Foundation
import JobModel
import Providers
import Testing

struct KeysTests {
  /// A folder that goes away with the test.
  private func inFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "galley-keys-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  private func header(_ key: Secret?) throws -> String {
    ChatFormat().authorization(try #require(key)).value
  }

  @Test("A key is found in the environment, and one that is missing is named with the next step")
  func environment() async throws {
    let key = try await Keys.resolve(.environment("MY_KEY"), workspace: ".", environment: ["MY_KEY": "sk-1"])
    #expect(try header(key) == "Bearer sk-1")
    for environment in [[:], ["MY_KEY": ""]] {
      let error = await #expect(throws: ConfigurationError.self) {
        try await Keys.resolve(.environment("MY_KEY"), workspace: ".", environment: environment)
      }
      #expect(error?.description.contains("export MY_KEY=") == true)
    }
  }

  @Test("A key that is no variable is taken from systemd's credential of that name, whoever may read that file")
  func credential() async throws {
    try await inFolder { folder in
      let file = folder.appending(path: "MY_KEY")
      try Data("sk-from-systemd\n".utf8).write(to: file)
      // As systemd leaves it where an access control list says who may read it.
      try FileManager.default.setAttributes([.posixPermissions: 0o440], ofItemAtPath: file.path)
      var environment = ["CREDENTIALS_DIRECTORY": folder.path]
      let key = try await Keys.resolve(.environment("MY_KEY"), workspace: ".", environment: environment)
      #expect(try header(key) == "Bearer sk-from-systemd")
      environment["MY_KEY"] = "sk-1"
      let own = try await Keys.resolve(.environment("MY_KEY"), workspace: ".", environment: environment)
      #expect(try header(own) == "Bearer sk-1")
    }
  }

  @Test("No credential is read from outside its folder", arguments: ["OTHER", "../MY_KEY", "sub"])
  func noCredential(_ name: String) async throws {
    try await inFolder { folder in
      try Data("sk-1".utf8).write(to: folder.appending(path: "MY_KEY"))
      let inside = folder.appending(path: "credentials")
      try FileManager.default.createDirectory(
        at: inside.appending(path: "sub"), withIntermediateDirectories: true)
      await #expect(throws: ConfigurationError.self) {
        try await Keys.resolve(
          .environment(name), workspace: ".", environment: ["CREDENTIALS_DIRECTORY": inside.path])
      }
    }
  }

  @Test("A provider without a key needs none")
  func none() async throws { #expect(try await Keys.resolve(.none, workspace: ".", environment: [:]) == nil) }

  @Test("A key file gives its first line, relative to the workspace or to the home folder", arguments: [0o600, 0o400])
  func file(_ mode: Int) async throws {
    try await inFolder { folder in
      let file = folder.appending(path: "my.key")
      try Data("  sk-from-file \r\nsecond line\n".utf8).write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
      for path in ["my.key", file.path, "~/my.key"] {
        let key = try await Keys.resolve(.file(path), workspace: folder.path, environment: ["HOME": folder.path])
        #expect(try header(key) == "Bearer sk-from-file")
      }
    }
  }

  @Test(
    "A key file that others could read is refused, with the command that mends it",
    arguments: [0o640, 0o604, 0o644, 0o610])
  func openFile(_ mode: Int) async throws {
    try await inFolder { folder in
      let file = folder.appending(path: "my.key")
      try Data("sk-from-file".utf8).write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
      let error = await #expect(throws: ConfigurationError.self) {
        try await Keys.resolve(.file("my.key"), workspace: folder.path, environment: [:])
      }
      #expect(error?.description.contains("chmod 600 my.key") == true)
    }
  }

  @Test("A key file that is missing, empty, a folder or a pipe is refused and nobody waits for it")
  func noFile() async throws {
    try await inFolder { folder in
      #expect(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
      try Data().write(to: folder.appending(path: "empty"))
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: folder.appending(path: "empty").path)
      for path in ["missing", "empty", "pipe", "."] {
        await #expect(throws: ConfigurationError.self) {
          try await Keys.resolve(.file(path), workspace: folder.path, environment: [:])
        }
      }
    }
  }

  @Test("A program's first line is the key; no shell reads its arguments, and it runs in the workspace")
  func command() async throws {
    try await inFolder { folder in
      let key = try await Keys.resolve(
        .command(["printf", "%s\\nmore\\n", "$HOME;sk"]), workspace: folder.path, environment: [:])
      #expect(try header(key) == "Bearer $HOME;sk")

      let script = folder.appending(path: "give")
      try Data("#!/bin/sh\ncat key\n".utf8).write(to: script)
      try Data("sk-here\n".utf8).write(to: folder.appending(path: "key"))
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
      let own = try await Keys.resolve(.command(["./give"]), workspace: folder.path, environment: [:])
      #expect(try header(own) == "Bearer sk-here")
    }
  }

  @Test(
    "A program that fails tells its status and never what it printed",
    arguments: [
      ["sh", "-c", "echo sk-secret; echo sk-secret >&2; exit 3"], ["no-such-program-here"], ["./no-such-file"], [],
      ["true"], ["sh", "-c", "while :; do echo sk-secret; done"],
    ])
  func failingCommand(_ arguments: [String]) async {
    let error = await #expect(throws: ConfigurationError.self) {
      try await Keys.resolve(.command(arguments), workspace: ".", environment: [:])
    }
    #expect(error?.description.contains("key_command") == true)
    #expect(error?.description.contains("sk-secret") == false)
    if arguments.last?.hasSuffix("exit 3") == true { #expect(error?.description.contains("3") == true) }
  }

  @Test("A program that hangs is ended, with all that it started", .timeLimit(.minutes(1)))
  func hangingCommand() async {
    let error = await #expect(throws: ConfigurationError.self) {
      try await Keys.resolve(
        .command(["sh", "-c", "sleep 1000 & sleep 1000"]), workspace: ".", environment: [:], patience: .milliseconds(50)
      )
    }
    #expect(error?.description.contains("did not end") == true)
  }

  @Test(
    "A key that could not stand in a header is refused without being shown",
    arguments: ["", "a b", "a\r\nx: y", "a\tb", "schlüssel"])
  func badKeys(_ key: String) {
    let error = #expect(throws: ConfigurationError.self) { try Secret(key, from: "a test") }
    #expect(key.isEmpty || error?.description.contains(key) == false)
  }

  @Test("A secret never prints itself")
  func printing() throws {
    let secret = try Secret("sk-0123456789", from: "a test")
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)"] {
      #expect(!text.contains("sk-"))
    }
    let provider = try Provider(ProviderSettings(name: "p", api: .chat, baseURL: "https://api.example"), key: secret)
    #expect(!"\(provider)".contains("sk-"))
  }
}

struct RedactionTests {
  @Test(
    "A key is taken out wherever it stands",
    arguments: [
      ("key sk-0123456789 here", "key ••• here"), ("sk-0123456789", "•••"), ("sk-0123456789sk-0123456789", "••••••"),
      ("sk-sk-0123456789", "sk-•••"), ("sk-012345678", "sk-012345678"), ("", ""),
      (#"{"k": "ab\/cdefgh"}"#, #"{"k": "•••"}"#), ("ab/cdefgh", "•••"), ("secretly", "secretly"),
      ("a word-in-header", "a •••"),
    ])
  func clean(_ text: String, _ cleaned: String) {
    let redaction = Redaction(["sk-0123456789", "ab/cdefgh", "Bearer word-in-header"])
    #expect(redaction.clean(text) == cleaned)
    #expect(redaction.clean(Array(text.utf8)) == Array(redaction.clean(text).utf8))
  }

  @Test("A placeholder for a local server does not eat the words of a text")
  func short() { #expect(Redaction(["none", "a"]).clean("none of a") == "none of a") }
}
