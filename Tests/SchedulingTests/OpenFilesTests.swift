import Drafting
import Providers
import Testing

@testable import Scheduling

@Suite("How many requests the open files allow")
struct OpenFilesTests {
  @Test(
    "requests for what is free: none below what a run needs, then one, then half of each provider's part",
    arguments: [
      (free: 0, providers: 1, servers: 0, requests: nil),
      (free: 51, providers: 1, servers: 0, requests: nil),
      (free: 52, providers: 1, servers: 0, requests: 1),
      (free: 53, providers: 1, servers: 0, requests: 1),
      (free: 54, providers: 1, servers: 0, requests: 2),
      (free: 59, providers: 1, servers: 1, requests: nil),
      (free: 60, providers: 1, servers: 1, requests: 1),
      (free: 59, providers: 2, servers: 0, requests: 1),
      (free: 60, providers: 2, servers: 0, requests: 2),
      (free: 1021, providers: 1, servers: 0, requests: 448),
      // A rehearsal asks nobody.
      (free: 48, providers: 0, servers: 0, requests: 1),
    ] as [(free: Int, providers: Int, servers: Int, requests: Int?)])
  func table(_ row: (free: Int, providers: Int, servers: Int, requests: Int?)) {
    let requests = OpenFiles.requests(free: row.free, eventLoops: 2, providers: row.providers, servers: row.servers)
    #expect(requests == row.requests)
    if let requests, row.providers > 0 {
      let open = OpenFiles.besides + 2 * OpenFiles.perEventLoop + row.servers * OpenFiles.perServer
      let clients = (requests + Clients.share - 1) / Clients.share
      let connections = 2 * requests + clients * Clients.spare
      #expect(
        open + row.providers * connections + OpenFiles.drafts(free: row.free) <= row.free, "even if all connect at once"
      )
    }
  }

  @Test("a batch of drafts waits as open files where there are many, and takes none from requests where there are few")
  func drafts() {
    #expect(OpenFiles.drafts(free: 60) == 0 && OpenFiles.drafts(free: 1021) == 59)
    #expect(
      OpenFiles.drafts(free: 65_536) == Placer.largestBatch && OpenFiles.drafts(free: .max) == Placer.largestBatch)
  }

  @Test("more event loops leave room for fewer requests")
  func loops() {
    #expect(OpenFiles.needed(eventLoops: 4, providers: 1, servers: 0) == 58)
    #expect(OpenFiles.requests(free: 57, eventLoops: 4, providers: 1, servers: 0) == nil)
  }
}
