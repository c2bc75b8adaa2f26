import Drafting
import Providers

/// How many requests may be in flight, given how many files a process may open.
enum OpenFiles {
  /// What a run holds open besides connections, event loops and servers. Seen in /proc/self/fd are 22: thirteen of the state
  /// (a writer and five readers, each with its log, and their shared memory), lock and output folder, seven for signals
  /// and timers. The rest is for drafts that are placed, temporary files of SQLite, look-ups of names, certificates, logs
  /// and notifications.
  static let besides = 42
  /// An epoll, an eventfd, a timerfd.
  static let perEventLoop = 3
  /// Of a server that the run starts: its pipes, its log, its process, a connection that asks whether it answers.
  static let perServer = 8
  /// Drafts that may wait for their names as open files: a sixteenth of what a process with few has left. Requests keep the
  /// rest.
  static func drafts(free: Int) -> Int { min(max(free - 64, 0) / 16, Placer.largestBatch) }

  /// Requests that may be in flight at once.
  ///
  /// A request may hold two connections while it connects, one for each version of IP (RFC 8305), and a provider that
  /// rests keeps its connections for a while: so each is given its part.
  ///
  /// - Parameters:
  ///   - free: descriptors that the process might open when it began.
  ///   - providers: those that the run asks.
  ///   - servers: providers among them whose server the run may start.
  /// - Returns: nil where there is not even room for one.
  static func requests(free: Int, eventLoops: Int, providers: Int, servers: Int) -> Int? {
    let needed = needed(eventLoops: eventLoops, providers: providers, servers: servers)
    guard free >= needed else { return nil }
    // Of one provider. Each client that shares the requests has connections to spare.
    let room = 2 + Clients.spare + max(free - needed - drafts(free: free), 0) / max(providers, 1)
    let (clients, rest) = room.quotientAndRemainder(dividingBy: 2 * Clients.share + Clients.spare)
    return clients * Clients.share + max(rest - Clients.spare, 0) / 2
  }

  /// Descriptors without which no request is sent.
  static func needed(eventLoops: Int, providers: Int, servers: Int) -> Int {
    besides + perEventLoop * eventLoops + perServer * servers + (2 + Clients.spare) * providers
  }
}
