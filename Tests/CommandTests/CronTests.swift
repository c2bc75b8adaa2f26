import CommandSupport
import Foundation
import Subprocess
import Testing

/// Debian's cron reads /var/spool/cron/crontabs alone, so that it is given a file system of its own.
@Suite("A real cron")
struct CronTests {
  /// Whether this process may make a file system of its own, and the programs are there.
  private static let isPossible =
    getuid() == 0 && MountNamespace.isThere
    && ["/usr/sbin/cron", "/usr/bin/flock"].allSatisfy(FileManager.default.isExecutableFile)

  /// The machine's own tables are out of sight, and so is its cron.
  private static let script = """
    mount -t tmpfs none /var/spool/cron
    mkdir -m 1730 /var/spool/cron/crontabs
    install -m 600 "$1" /var/spool/cron/crontabs/root
    : > "$2"
    mount --bind "$2" /etc/crontab
    mount -t tmpfs none /etc/cron.d
    mount -t tmpfs none /run
    exec /usr/sbin/cron -f
    """

  @Test(
    "a cron daemon runs the line as it is printed, and the drafts are there",
    .enabled(if: isPossible, "needs Debian's cron and flock, and root that may mount"))
  func runs() async throws {
    try await withHardWorkspace { workspace, standIn in
      // The times apart, as a person would change them: cron begins a minute at the earliest.
      let printed = try await workspace.crontab()
      let line = "* * * * * " + printed.line.split(separator: " ", maxSplits: 5)[5]
      try workspace.write("crontab", (printed.lines.dropLast() + [line]).joined(separator: "\n") + "\n")
      let cron = try await Galley.run(
        MountNamespace.command(Self.script, workspace.url("crontab").path, workspace.url("empty").path),
        environment: Galley.environment([:], home: "/"), folder: "/", within: .seconds(120)
      ) { running in
        try await standIn.answered.reaches(3)
        // The run holds its lock to its end.
        let lock = workspace.url("output/.galley/lock").path
        let waited = try await Galley.run(["/usr/bin/flock", lock, "/bin/true"], environment: [:], folder: "/")
        #expect(waited.exit == 0, "\(waited.testDescription)")
        try running.send(.terminate)
      }
      #expect(standIn.count == 3, "\(cron.testDescription)")
      try workspace.expectArticles(Herbs.names(3))
      #expect(try await workspace.states() == ["done": 3])
    }
  }
}
