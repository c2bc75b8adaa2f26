import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// An HTTPS server whose certificate nobody trusts.
enum SelfSignedServer {
  static func serving(port: Int, during body: () async throws -> Void) async throws {
    try await SelfSigned.made { folder in
      _ = try await run(
        .path(FilePath(SelfSigned.openssl ?? "")),
        arguments: ["s_server", "-accept", "\(port)", "-cert", "certificate", "-key", "made", "-www"],
        workingDirectory: FilePath(folder), input: .none, output: .sequence, error: .combinedWithOutput
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
}
