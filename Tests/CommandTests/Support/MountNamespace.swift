import CommandSupport
import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// File systems of a test's own, that nobody else on the machine sees and that end with the program.
enum MountNamespace {
  /// Flags of util-linux's `unshare`: a user who is not root needs a user namespace, too, and not every machine gives one.
  private static let flags = geteuid() == 0 ? "-m" : "-Urm"

  static let isThere: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exec unshare \(flags) mount -t tmpfs none /mnt 2>/dev/null"]
    do {
      try process.run()
    } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// The command that runs a script so; it ends where one of its commands fails.
  ///
  /// - Parameter arguments: what the script has as `$1` and so on.
  static func command(_ script: String, _ arguments: String...) -> [String] {
    ["/bin/sh", "-c", "exec unshare \(flags) sh -ec \"$0\" sh \"$@\"", script] + arguments
  }
}

extension Workspace {
  /// Runs a script with mounts of its own, where `$GALLEY` is the program.
  func mounting(
    _ script: String, during: @escaping @Sendable (Running) async throws -> Void = { _ in }
  ) async throws -> Ended {
    guard let binary = Binary.path else { throw NoBinary() }
    return try await Galley.run(
      MountNamespace.command(script), environment: Galley.environment(["GALLEY": binary], home: path), folder: path,
      during: during)
  }
}
