import CommandSupport
import Foundation

/// A library that, loaded before all others, lets a disk fail: once `FAIL` is there, no write-ahead log is brought to the
/// disk any more (EIO), as when a drive gives up.
enum FailingSync {
  static let compiler: String? = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first(
    where: FileManager.default.isExecutableFile)

  private static let source = """
    #define _GNU_SOURCE
    #include <errno.h>
    #include <stdio.h>
    #include <string.h>
    #include <sys/syscall.h>
    #include <unistd.h>

    int fdatasync(int descriptor) {
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
      ssize_t length = readlink(link, path, sizeof path - 1);
      if (length > 4 && !memcmp(path + length - 4, "-wal", 4) && !access("FAIL", F_OK)) {
        errno = EIO;
        return -1;
      }
      return (int)syscall(SYS_fdatasync, descriptor);
    }
    """

  /// Builds it in a workspace; the value of `LD_PRELOAD`.
  static func build(in workspace: Workspace) async throws -> String {
    let (source, library) = (workspace.url("sync.c").path, workspace.url("sync.so").path)
    try workspace.write("sync.c", Self.source)
    let ended = try await Galley.run(
      [compiler ?? "", "-shared", "-fPIC", "-o", library, source],
      environment: Galley.environment([:], home: workspace.path), folder: workspace.path)
    guard ended.exit == 0 else { throw NotBuilt(ended: ended) }
    return library
  }

  struct NotBuilt: Error { let ended: Ended }
}
