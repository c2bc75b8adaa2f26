import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// An HTTPS server with a certificate that nobody has signed, made for the test and thrown away with it.
enum SelfSignedServer {
  static let openssl = ["/usr/bin/openssl", "/opt/homebrew/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static func serving(port: Int, during body: () async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "galley-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = Executable.path(FilePath(openssl ?? ""))
    _ = try await run(
      program,
      arguments: [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "made", "-out", "certificate", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
      ], workingDirectory: FilePath(folder.path), output: .discarded)
    _ = try await run(
      program, arguments: ["s_server", "-accept", "\(port)", "-cert", "certificate", "-key", "made", "-www"],
      workingDirectory: FilePath(folder.path), input: .none, output: .sequence, error: .combinedWithOutput
    ) { server in
      // It says ACCEPT once it listens.
      for try await said in server.standardOutput where said.withUnsafeBytes({ $0.contains(UInt8(ascii: "A")) }) {
        break
      }
      try await body()
      await server.teardown(using: [])
    }
  }
}
