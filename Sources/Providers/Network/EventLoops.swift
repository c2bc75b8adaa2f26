import NIOCore
import NIOPosix

/// The threads that serve all connections of the process.
package enum EventLoops {
  /// Four keep ten thousand connections busy; each takes three descriptors, which matters on a machine with many cores.
  package static let count = min(System.coreCount, 4)

  /// Made when the first connection is.
  static let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
}
