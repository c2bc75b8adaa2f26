import CommandSupport
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Keys and where they must not be", .aFewAtOnce)
struct SecretTests {
  /// Made for these tests; nothing anywhere takes them. They hold what JSON and addresses may write in another way.
  static let secrets = [
    "environment": "sk-env/planted+4711", "file": "sk-file/planted+4712", "command": "sk-command/planted+4713",
    "header": "tok-header/planted+4714",
  ]

  /// A secret in each way of writing it that a reader could turn back without knowing it.
  static func forms(of secret: String) -> [String] {
    let hex = secret.unicodeScalars.map { "\\u00" + String($0.value, radix: 16) }.joined()
    let address = secret.replacing("/", with: "%2F").replacing("+", with: "%2B")
    return [secret, secret.replacing("/", with: "\\/"), hex, address, Data(secret.utf8).base64EncodedString()]
  }

  /// How a provider gives back what it was sent, by the row that asks. Those with `first` do it once and then reply.
  static let echoes: [String: @Sendable (String) -> LoopbackResponse] = [
    "reply": { .chat("It is \($0), isn't it?") },
    "slashes": { reply($0.replacing("/", with: "\\/")) },
    "escaped": { secret in reply(forms(of: secret)[2]) },
    "address": { reply(forms(of: $0)[3]) },
    "model": { .json(#"{"model": "\#($0)", "choices": [{"message": {"content": "Green."}}]}"#) },
    "finish": { .json(#"{"choices": [{"message": {"content": "Green."}, "finish_reason": "\#($0)"}]}"#) },
    "refusal": { .json(#"{"choices": [{"message": {"content": null, "refusal": "Not with \#($0)."}}]}"#) },
    "header": {
      .json(#"{"choices": [{"message": {"content": "Green."}}]}"#, headers: [(name: "x-request-id", value: $0)])
    },
    "rejected": { .json(#"{"error": {"message": "no such thing as \#($0)", "code": "\#($0)"}}"#, status: 400) },
    "first plain": { .answer(Array("bad upstream \($0)".utf8), status: 502) },
    "first page": { .answer(Array("<html>\($0)</html>".utf8)) },
    "first cut": { .cutInBody(#"{"choices": [{"message": {"content": "\#($0)"#, promising: 5000) },
    "first late": {
      .json("{}", status: 429, headers: [(name: "retry-after", value: $0), (name: "x-request-id", value: $0)])
    },
  ]

  private static func reply(_ text: String) -> LoopbackResponse {
    .json(#"{"choices": [{"message": {"content": "It is \#(text)."}}]}"#)
  }

  @Test(
    "a key is in no file and in no word of galley's, wherever it comes from and however the provider gives it back",
    arguments: secrets.keys.sorted())
  func nowhere(_ source: String) async throws {
    let secret = try #require(Self.secrets[source])
    try await withFolder { workspace in
      let asked = Mutex<[String: Int]>([:])
      let told = Mutex<Set<String>>([])
      try await LoopbackServer.serving { request in
        guard let row = Self.echoes.keys.first(where: { request.text.contains("<\($0)>") }) else { return .chat("Hm.") }
        let sent = [request.header("authorization"), request.header("x-team-token")].compactMap(\.self)
        for header in sent where header.hasSuffix(secret) { told.withLock { _ = $0.insert(row) } }
        let count = asked.withLock { asked in
          asked[row, default: 0] += 1
          return asked[row, default: 0]
        }
        return row.hasPrefix("first") && count > 1 ? .chat("Green.") : Self.echoes[row]?(secret) ?? .silent
      } during: { server in
        try Self.lay(workspace, source: source, server: server)
        let environment = ["MY_KEY": Self.secrets["environment"]]
        var said: [String] = []
        for command in [
          ["run", "--log-level", "debug"], ["run", "--json", "--log-format", "json", "--retry-failed"], ["status"],
          ["status", "--json"], ["plan", "--show", "reply"], ["show", "rejected"], ["show", "header", "--json"],
          ["doctor"], ["validate"],
        ] {
          let ended = try await workspace.galley(command, environment: environment)
          said += [ended.output, ended.errors]
        }
        // Every row was sent with the key, and its reply was taken: else this looks for nothing.
        #expect(told.withLock { $0 } == Set(Self.echoes.keys))
        #expect(try workspace.drafts().count == Self.echoes.count - 2)
        #expect(said[0].contains("job"), "\(said)")

        let files = try workspace.files().filter { !["galley.yaml", "my.key", "give"].contains($0.key) }
        #expect(files.keys.contains("output/.galley/state.sqlite"))
        for form in Self.forms(of: secret) {
          for text in said { #expect(!text.contains(form)) }
          for (name, bytes) in files {
            #expect(bytes.firstRange(of: Array(form.utf8)) == nil, "\(form) stands in \(name)")
          }
        }
      }
    }
  }

  private static func lay(_ workspace: Workspace, source: String, server: LoopbackServer) throws {
    let key =
      switch source {
      case "environment": "key_env: MY_KEY"
      case "file": "key_file: my.key"
      case "command": "key_command: ./give"
      default: "headers: {x-team-token: \(secrets["header"] ?? "")}"
      }
    try workspace.configure(server.baseURL + "/v1", provider: key)
    try workspace.write("my.key", "\(secrets["file"] ?? "")\n")
    try workspace.write("give", "#!/bin/sh\necho '\(secrets["command"] ?? "")'\n")
    for (name, mode) in [("my.key", 0o600), ("give", 0o700)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: workspace.url(name).path)
    }
    try workspace.job(
      "echoes",
      """
      variables: {matrix: {row: [\(echoes.keys.sorted().joined(separator: ", "))]}}
      key: "{{ row }}"
      messages: [{user: "<{{ row }}>"}]
      output: {front_matter: {title: "{{ draft }}"}}
      """)
  }

  static let openAddresses: [String: (arguments: [String], environment: [String: String], file: String)] = [
    "in galley.yaml": (
      [], [:], "providers: {openai: {base_url: \"http://models.invalid/v1\"}}\n"
    ),
    "a key in a header": (
      [], [:], "providers: {openai: {base_url: \"http://models.invalid/v1\", headers: {x-api-key: abcdefgh}}}\n"
    ),
    "OPENAI_BASE_URL": ([], ["OPENAI_BASE_URL": "http://models.invalid/v1"], ""),
    "--base-url": (["--base-url", "http://models.invalid/v1"], [:], ""),
  ]

  @Test(
    "a key goes unencrypted to this machine only: 78, however the address is given",
    arguments: openAddresses.keys.sorted())
  func unencrypted(_ kind: String) async throws {
    let (arguments, environment, file) = try #require(Self.openAddresses[kind])
    try await withFolder { workspace in
      if !file.isEmpty { try workspace.write("galley.yaml", file) }
      try workspace.job("x", "provider: openai\nmodel: a\nmessages: [{user: Hello}]\n")
      let ended = try await workspace.galley(
        ["run"] + arguments, environment: environment.merging(["OPENAI_API_KEY": "not-a-real-key"]) { $1 })
      #expect(ended.exit == 78, "\(ended.testDescription)")
      #expect(ended.errors.contains("unencrypted"), "\(ended.testDescription)")
      #expect(!ended.errors.contains("not-a-real-key"))
      #expect(!workspace.exists("output"), "nothing was begun")
    }
  }

  @Test(
    "a key or a password that was written where none belongs is refused without being shown",
    arguments: [
      "{base_url: \"https://me:not-a-real-key@models.invalid/v1\"}", "{key_env: not-a-real-key}",
      "{key: not-a-real-key}", "{key_env: {not-a-real-key: 1}}",
    ])
  func misplaced(_ provider: String) async throws {
    try await withFolder { workspace in
      try workspace.write("galley.yaml", "providers: {openai: \(provider)}\n")
      try workspace.job("x", "provider: openai\nmodel: a\nmessages: [{user: Hello}]\n")
      for command in ["validate", "run"] {
        let ended = try await workspace.galley(command)
        #expect(ended.exit == 78, "\(ended.testDescription)")
        #expect(ended.errors.contains("galley.yaml:1:"), "\(ended.testDescription)")
        #expect(!ended.errors.contains("not-a-real-key"), "\(ended.testDescription)")
      }
    }
  }

  @Test("a password in --base-url is refused without being shown")
  func passwordOption() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      let ended = try await workspace.galley("run", "--base-url", "https://me:not-a-real-key@models.invalid/v1")
      #expect(ended.exit == 64, "\(ended.testDescription)")
      #expect(!ended.errors.contains("not-a-real-key"), "\(ended.testDescription)")
    }
  }

  @Test("only its owner can look into output/.galley; drafts are as the umask says")
  func modes() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      let ended = try await workspace.shell("umask 027; \"$GALLEY\" run")
      #expect(ended.exit == 0, "\(ended.testDescription)")
      func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: workspace.url(name).path)[.posixPermissions] as? Int
      }
      #expect(try mode("output/.galley") == 0o700)
      #expect(try mode("output/articles") == 0o750)
      #expect(try mode("output/articles/herb-1.md") == 0o640)

      // One switch: whoever wants a group to see it opens the folder, and it stays open.
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o750], ofItemAtPath: workspace.url("output/.galley").path)
      try await workspace.run()
      #expect(try mode("output/.galley") == 0o750)
    }
  }

  @Test(
    "validate, plan, status and show run no program that galley.yaml names",
    arguments: [["validate"], ["plan"], ["plan", "--show", "herb-1"], ["status"], ["show", "herb-1"]])
  func runsNothing(_ command: [String]) async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(1)
      try await workspace.run()
      let mark = "[/bin/sh, -c, \"echo $0 >> ran.txt\"]"
      try workspace.configure(standIn.baseURL, provider: "key_command: \(mark)\nstart: \(mark)")
      let ended = try await workspace.galley(command)
      #expect(ended.exit == 0, "\(ended.testDescription)")
      #expect(!workspace.exists("ran.txt"))
    }
  }
}
