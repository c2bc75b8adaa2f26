import CommandSupport
import Foundation
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("A disk that fails in the middle of a run", .aFewAtOnce)
struct DiskTests {
  static let noMounts: Comment = "needs util-linux's unshare and the right to mount"

  /// Lets a disk fail: once `FAIL` is there, no write-ahead log is brought to it any more (EIO), as when a drive gives up.
  private static let failingSync = """
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

  /// About 20 kB.
  private static func longWords(to ask: Ask) -> Answer {
    .reply(StandIn.words(to: ask.prompt) + String(repeating: "\n\nMore of it.", count: 1_500), to: ask)
  }

  @Test(
    "full: every reply that was paid for is stored, exit 73; with more room the next run goes on and asks nothing twice",
    .enabled(if: MountNamespace.isThere, noMounts))
  func full() async throws {
    try await withWorkspace { workspace, standIn in
      standIn.answer { Self.longWords(to: $0) }
      let rows = 120
      try workspace.configure(standIn.baseURL, concurrency: 6)
      try workspace.articles(rows)
      try workspace.write("output/.gitkeep", "")
      let ended = try await workspace.mounting(
        """
        mount -t tmpfs -o size=3m none output
        "$GALLEY" run --json > first.json 2> first.txt || echo $? > first.exit
        ls output/.galley > first.files
        mount -o remount,size=64m none output
        "$GALLEY" run --json > second.json 2> second.txt || echo $? > second.exit
        cp -r output drafts
        """)
      #expect(ended.exit == 0, "\(ended.testDescription)")
      let (exit, said) = (try workspace.read("first.exit"), try workspace.read("first.txt"))
      #expect(exit.trimmed == "73", "\(said)")
      let first = try JSON(reading: workspace.read("first.json"))
      #expect(first["stopped"] == "disk")
      let asked = first["requests"].int ?? 0
      #expect((10..<rows).contains(asked))
      let files = try workspace.read("first.files")
      #expect(!files.contains("ballast") && !files.contains("rescue"), "\(files)")

      let saidThen = try workspace.read("second.txt")
      #expect(!workspace.exists("second.exit"), "\(saidThen)")
      let second = try JSON(reading: workspace.read("second.json"))
      #expect(second["requests"].int == rows - asked)
      #expect(standIn.count == rows)
      #expect(Set(standIn.prompts).count == rows)
      #expect(try workspace.files(under: "drafts/articles").count == rows)
    }
  }

  @Test(
    "full to the last byte while requests are in flight: the ballast has room for all their replies",
    .enabled(if: MountNamespace.isThere, noMounts))
  func ballast() async throws {
    try await withWorkspace { workspace, standIn in
      let (rows, places) = (12, 6)
      try workspace.configure(standIn.baseURL, concurrency: places)
      try workspace.articles(rows)
      try workspace.write("output/.gitkeep", "")
      let held = Tally()
      standIn.answer { ask in
        if ask.number <= places { try await held.reaches(1) }
        return Self.longWords(to: ask)
      }
      let script = """
        mount -t tmpfs -o size=3m none output
        "$GALLEY" run --json > first.json || echo $? > first.exit
        mount -o remount,size=64m none output
        "$GALLEY" run --json > second.json
        """
      let ended = try await workspace.mounting(script) { running in
        try await standIn.asked.reaches(places)
        try fillDisk(workspace.path + "/output/filler", seenBy: running)
        held.open()
      }
      #expect(ended.exit == 0, "\(ended.testDescription)")
      let exit = try workspace.read("first.exit")
      #expect(exit.trimmed == "73", "\(ended.testDescription)")
      let (first, second) = (
        try JSON(reading: workspace.read("first.json")), try JSON(reading: workspace.read("second.json"))
      )
      #expect(first["requests"].int == places)
      #expect(second["requests"].int == rows - places)
      #expect(standIn.count == rows)
    }
  }

  @Test(
    "EIO when a commit is synced: the replies in flight go to a rescue file, exit 73; the next run has them without asking",
    .enabled(if: PreloadedLibrary.compiler != nil, "needs a C compiler"))
  func failingSync() async throws {
    try await withWorkspace { workspace, standIn in
      let (rows, places) = (12, 4)
      try workspace.configure(standIn.baseURL, concurrency: places)
      try workspace.articles(rows)
      let library = try await PreloadedLibrary.build(Self.failingSync, in: workspace)
      let held = Tally()
      standIn.answer { ask in
        if ask.number > places { try await held.reaches(1) }
        return StandIn.echo(ask)
      }
      let ended = try await workspace.galley("run", environment: ["LD_PRELOAD": library]) { _ in
        try await standIn.asked.reaches(places * 2)
        try workspace.write("FAIL", "")
        held.open()
      }
      #expect(ended.exit == 73, "\(ended.testDescription)")
      #expect(ended.errors.contains("\(places) replies that it could not take lie in "), "\(ended.testDescription)")
      #expect(standIn.count == places * 2)
      #expect(try workspace.rescueFiles().count == 1)

      try workspace.remove("FAIL")
      let status = try await workspace.galley("status")
      #expect(status.exit == 0 && status.output.contains("holds replies that a failing disk kept from the state"))
      let again = try await workspace.galley("run")
      #expect(again.exit == 0, "\(again.testDescription)")
      #expect(again.errors.contains("\(places) replies that a failing disk had kept from the state were read back"))
      #expect(standIn.count == rows)
      #expect(try workspace.rescueFiles().isEmpty)
      try workspace.expectArticles(Herbs.names(rows))
    }
  }

  @Test("output/ deleted while requests are in flight: exit 73, and no reply that then arrived is asked for again")
  func deleted() async throws {
    try await withWorkspace { workspace, standIn in
      let (rows, places) = (8, 4)
      try workspace.configure(standIn.baseURL, concurrency: places)
      try workspace.articles(rows)
      let held = Tally()
      standIn.answer { ask in
        try await held.reaches(1)
        return StandIn.echo(ask)
      }
      let ended = try await workspace.galley("run", "--json") { _ in
        try await standIn.asked.reaches(places)
        try workspace.remove("output")
        held.open()
      }
      #expect(ended.exit == 73, "\(ended.testDescription)")
      #expect(ended.errors.contains("was moved, deleted or replaced while galley ran"), "\(ended.testDescription)")
      // What was paid for is told, though the state could not take it.
      #expect(try ended.json()["tokens"]["output"].int == places * Usage().output)
      #expect(standIn.count == places)
      #expect(try workspace.rescueFiles().count == 1)

      try await workspace.run()
      #expect(standIn.count == rows)
      try workspace.expectArticles(Herbs.names(rows))
    }
  }

  @Test(
    "a draft's folder on a read-only file system is found before anything is asked: 73",
    .enabled(if: MountNamespace.isThere, noMounts))
  func readOnlyFileSystem() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try workspace.write("output/articles/note.txt", "")
      let ended = try await workspace.mounting(
        """
        mount --bind output/articles output/articles
        mount -o remount,bind,ro output/articles
        exec "$GALLEY" run
        """)
      #expect(ended.exit == 73, "\(ended.testDescription)")
      #expect(ended.errors.contains("output/articles/herb-1.md"), "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }

  @Test(
    "doctor finds an output that a run could not write to",
    .enabled(if: MountNamespace.isThere, noMounts))
  func readOnlyExamined() async throws {
    try await withWorkspace { workspace, _ in
      try workspace.articles(1)
      try workspace.write("output/note.txt", "")
      let ended = try await workspace.mounting(
        """
        mount --bind output output
        mount -o remount,bind,ro output
        exec "$GALLEY" doctor
        """)
      #expect(ended.exit == 73 && ended.output.contains("output cannot be written"), "\(ended.testDescription)")
    }
  }

  @Test(
    "a draft's folder without permission is found before anything is asked: 73",
    .enabled(if: geteuid() != 0, "root may write everywhere: run the tests as another user"))
  func noPermission() async throws {
    try await withWorkspace { workspace, standIn in
      try workspace.articles(3)
      try workspace.write("output/articles/note.txt", "")
      chmod(workspace.url("output/articles").path, 0o555)
      defer { chmod(workspace.url("output/articles").path, 0o755) }
      let ended = try await workspace.galley("run")
      #expect(ended.exit == 73, "\(ended.testDescription)")
      #expect(ended.errors.contains("output/articles/herb-1.md"), "\(ended.testDescription)")
      #expect(standIn.count == 0)
    }
  }
}

extension Workspace {
  fileprivate func rescueFiles() throws -> [String] {
    try files(under: "output/.galley").keys.filter { $0.hasPrefix("rescue-") }
  }
}

/// Writes a file, as a program in a mount namespace sees it, until nothing more fits on its disk.
private func fillDisk(_ name: String, seenBy running: Running) throws {
  let file = open("/proc/\(running.pid)/root\(name)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
  try #require(file >= 0)
  defer { close(file) }
  let zeros = [UInt8](repeating: 0, count: 1 << 20)
  var count = zeros.count
  while count > 0 { if write(file, zeros, count) <= 0 { count /= 2 } }
  #expect(errno == ENOSPC)
}
