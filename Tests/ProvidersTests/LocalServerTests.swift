import Foundation
import JobModel
import Providers
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct LocalServerTests {
  /// The program of the tests is Perl's, which is on every Debian and every Mac.
  static let perl = ["/usr/bin/perl"].first { FileManager.default.isExecutableFile(atPath: $0) }

  private func inFolder<Result: Sendable>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "galley-server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }

  private func provider(_ port: Int, start: [String]) throws -> Provider {
    try Provider(
      ProviderSettings(name: "p", api: .completions, baseURL: "http://127.0.0.1:\(port)/v1", start: start), key: nil)
  }

  private func server(
    _ provider: Provider, _ folder: URL, patience: Duration = .seconds(60), grace: Duration = .seconds(5)
  ) -> LocalServer {
    LocalServer(
      for: provider, workspace: folder.path, log: folder.appending(path: "server.log").path, patience: patience,
      grace: grace)
  }

  private func perlServer(_ port: Int, loading: Int, _ folder: URL) throws -> [String] {
    let script = try #require(Bundle.module.url(forResource: "server", withExtension: "pl", subdirectory: "Fixtures"))
    return [try #require(Self.perl), script.path, "\(port)", "\(loading)", folder.path]
  }

  @Test(
    "A server is started where nobody answers, waited for while it loads, and ends when its pipe is closed",
    .enabled(if: perl != nil, "there is no /usr/bin/perl on this machine"))
  func whole() async throws {
    try await inFolder { folder in
      let port = try await LoopbackServer.freePort()
      let provider = try provider(port, start: perlServer(port, loading: 2, folder))
      let words = Mutex<[String]>([])
      let answer = try await server(provider, folder).during { word in
        words.withLock { $0.append(word) }
      } _: {
        #expect(await Presence.ask(provider) == .ready)
        return 7
      }
      #expect(answer == 7)
      #expect(words.withLock { $0 }.first == "starting /usr/bin/perl")
      #expect(words.withLock { $0 }.count >= 2)
      // It ignores SIGTERM: so the closed pipe ended it, and not a signal.
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "ended").path))
      #expect(await Presence.ask(provider) == .nobody)
    }
  }

  private struct Trouble: Error {}

  @Test(
    "A server ends also when the work fails",
    .enabled(if: perl != nil, "there is no /usr/bin/perl on this machine"))
  func failing() async throws {
    try await inFolder { folder in
      let port = try await LoopbackServer.freePort()
      let provider = try provider(port, start: perlServer(port, loading: 0, folder))
      await #expect(throws: Trouble.self) {
        try await server(provider, folder).during { _ in
        } _: {
          throw Trouble()
        }
      }
      #expect(await Presence.ask(provider) == .nobody)
    }
  }

  @Test("What a server started and what ignores both pipe and signal is killed with it")
  func stubborn() async throws {
    try await inFolder { folder in
      let port = try await LoopbackServer.freePort()
      let script =
        "trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo $! > child; while :; do sleep 1; done"
      let provider = try provider(port, start: ["/bin/sh", "-c", script])
      await #expect(throws: ServerError.self) {
        try await server(provider, folder, patience: .milliseconds(400), grace: .milliseconds(100)).during { _ in
        } _: {
        }
      }
      let text = try String(contentsOf: folder.appending(path: "child"), encoding: .utf8)
      let child = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(await isGone(child))
    }
  }

  /// The kernel takes its time to end what it has killed, and its first process to reap an orphan; killed is enough.
  private func isGone(_ process: pid_t) async -> Bool {
    let limit = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < limit {
      let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      if kill(process, 0) != 0 || state?.contains(") Z ") == true { return true }
      await Task.yield()
    }
    return false
  }

  @Test("A program that ends early is reported with its status and its last lines")
  func early() async throws {
    try await inFolder { folder in
      let port = try await LoopbackServer.freePort()
      let provider = try provider(port, start: ["/bin/sh", "-c", "echo one; echo 'no model here' >&2; exit 3"])
      let error = await #expect(throws: ServerError.self) {
        try await server(provider, folder).during { _ in
        } _: {
          Issue.record("there is no server")
        }
      }
      #expect(error?.description.contains("3") == true)
      #expect(error?.description.contains("\n  no model here") == true)
    }
  }

  @Test("A program that is not there is named")
  func missing() async throws {
    try await inFolder { folder in
      let provider = try provider(try await LoopbackServer.freePort(), start: ["scripts/no-such-thing"])
      let error = await #expect(throws: ServerError.self) {
        try await server(provider, folder).during { _ in
        } _: {
        }
      }
      #expect(error?.description.contains("scripts/no-such-thing") == true)
    }
  }

  @Test("A program of the workspace runs there, in a process group of its own, and inherits no descriptor of galley's")
  func surroundings() async throws {
    try await inFolder { folder in
      let inherited = open("/dev/null", O_RDONLY)
      defer { close(inherited) }
      let script = folder.appending(path: "begin")
      try Data(
        "#!/bin/sh\npwd\nps -o pgid= -p $$ | tr -d ' ' | grep -qx $$ && echo own group\n[ -e /dev/fd/\(inherited) ] || echo closed\nexit 3\n"
          .utf8
      ).write(to: script)
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
      let provider = try provider(try await LoopbackServer.freePort(), start: ["./begin"])
      let error = await #expect(throws: ServerError.self) {
        try await server(provider, folder).during { _ in
        } _: {
        }
      }
      let told = error?.description ?? ""
      #expect(told.contains(folder.lastPathComponent))
      #expect(told.contains("own group"))
      #expect(told.contains("closed"))
    }
  }

  @Test("Nothing is started where something answers already", arguments: [200, 401, 404])
  func answered(_ status: Int) async throws {
    try await inFolder { folder in
      try await LoopbackServer.serving({ _ in .json("{}", status: status) }) { other in
        let provider = try provider(other.port, start: ["/bin/sh", "-c", "touch started"])
        try await server(provider, folder).during { _ in
        } _: {
        }
        #expect(other.requests.map(\.target) == ["/v1/models"])
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "started").path))
      }
    }
  }

  @Test("A server that somebody else has started is waited for while it loads")
  func loading() async throws {
    try await inFolder { folder in
      try await LoopbackServer.serving({ .json("{}", status: $0.number < 3 ? 503 : 200) }) { other in
        let provider = try provider(other.port, start: ["/bin/sh", "-c", "touch started"])
        try await server(provider, folder).during { _ in
        } _: {
          #expect(other.requests.count == 3)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "started").path))
      }
    }
  }

  @Test("A provider without a program needs none")
  func without() async throws {
    try await inFolder { folder in
      let provider = try provider(try await LoopbackServer.freePort(), start: [])
      #expect(
        try await server(provider, folder).during { _ in
        } _: {
          7
        } == 7)
    }
  }
}
