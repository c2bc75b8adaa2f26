import CommandSupport
import Foundation
import GRDB
import TestSupport
import Testing

#if os(Linux)
  @Suite("A machine whose clock is set while a run goes on", .aFewAtOnce)
  struct ClockTests {
    /// The calendar's clock jumps as soon as there is a file `jump`; the monotonic ones do not.
    static let shim = """
      #define _GNU_SOURCE
      #include <stdlib.h>
      #include <sys/syscall.h>
      #include <sys/time.h>
      #include <time.h>
      #include <unistd.h>

      static long jump(void) { return access(getenv("JUMP_FILE"), F_OK) ? 0 : atol(getenv("JUMP")); }

      int clock_gettime(clockid_t id, struct timespec *now) {
          long answer = syscall(SYS_clock_gettime, id, now);
          if (answer == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) now->tv_sec += jump();
          return answer;
      }

      int gettimeofday(struct timeval *now, void *zone) {
          struct timespec time;
          clock_gettime(CLOCK_REALTIME, &time);
          now->tv_sec = time.tv_sec;
          now->tv_usec = time.tv_nsec / 1000;
          return 0;
      }

      time_t time(time_t *place) {
          struct timespec now;
          clock_gettime(CLOCK_REALTIME, &now);
          if (place) *place = now.tv_sec;
          return now.tv_sec;
      }
      """

    @Test(
      "a clock that jumps ten hours, forth or back, neither ends a wait nor makes one longer",
      .enabled(if: PreloadedLibrary.compiler != nil, "needs a C compiler, for a clock that can be set"),
      arguments: [36_000, -36_000])
    func jumps(_ seconds: Int) async throws {
      try await withWorkspace { workspace, standIn in
        standIn.answer { ask in
          guard ask.number <= 2 else { return StandIn.echo(ask) }
          try workspace.write("jump", "")
          return .error(429, headers: ["retry-after": "1"])
        }
        try workspace.articles(2)
        try workspace.append("jobs/articles.yaml", "\nlimits: {concurrency: 2, timeout: 30s}\n")
        let library = try await PreloadedLibrary.build(Self.shim, in: workspace)
        let ended = try await workspace.galley(
          "run",
          environment: ["JUMP_FILE": workspace.url("jump").path, "JUMP": "\(seconds)", "LD_PRELOAD": library])
        #expect(ended.exit == 0, "\(ended.testDescription)")
        try workspace.expectArticles(Herbs.names(2))
        #expect(standIn.count == 4)
        let waited = standIn.asks[2].arrival - standIn.asks[0].arrival
        // Else the clock stood as it was, and this has shown nothing.
        let state = try DatabaseQueue(path: workspace.url("output/.galley/state.sqlite").path)
        let written = try await state.read {
          try Int.fetchOne($0, sql: "SELECT max(ended_at) - min(started_at) FROM attempt")
        }
        try state.close()
        #expect(abs((written ?? 0) - max(seconds, 0) * 1000) < 60_000 || seconds < 0)
        #expect(waited >= .milliseconds(950) && waited < .seconds(20), "\(waited)")
      }
    }
  }
#endif
