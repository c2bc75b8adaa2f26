import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A certificate for localhost that nobody has signed, made for one test and thrown away with its folder.
enum SelfSigned {
  static let openssl = ["/usr/bin/openssl", "/opt/homebrew/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// - Parameter body: gets a folder with `certificate` and `made`, its key.
  static func made(_ body: (_ folder: String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "galley-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try await run(
      .path(FilePath(openssl ?? "")),
      arguments: [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "made", "-out", "certificate", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
      ], workingDirectory: FilePath(folder.path), output: .discarded)
    try await body(folder.path)
  }
}
