import NIOCore
import NIOPosix

/// The threads that serve all connections of the process.
package enum EventLoops {
  /// Half of the cores: what is decoded, committed and placed needs the others, and one thread for two cores took a tenth
  /// less time of the processor than two. Four keep ten thousand connections busy; each takes three descriptors, which
  /// matters on a machine with many cores.
  package static let count = min(max(System.coreCount / 2, 1), 4)

  /// Made when the first connection is.
  static let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
}
