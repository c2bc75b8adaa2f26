import CommandSupport
import Foundation

/// A library that is loaded before all others (`LD_PRELOAD`), to take the place of a call to the system.
enum PreloadedLibrary {
  /// nil where this machine has no C compiler.
  static let compiler: String? = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first(
    where: FileManager.default.isExecutableFile)

  /// Builds it in a workspace; the value of `LD_PRELOAD`.
  static func build(_ source: String, in workspace: Workspace) async throws -> String {
    let (file, library) = (workspace.url("preloaded.c").path, workspace.url("preloaded.so").path)
    try workspace.write("preloaded.c", source)
    let ended = try await Galley.run(
      [compiler ?? "", "-shared", "-fPIC", "-o", library, file],
      environment: Galley.environment([:], home: workspace.path), folder: workspace.path)
    guard ended.exit == 0 else { throw NotBuilt(ended: ended) }
    return library
  }

  struct NotBuilt: Error { let ended: Ended }
}
