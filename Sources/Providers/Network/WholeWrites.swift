import NIOCore

/// Writes what one turn of the event loop has for a connection in one call: the client flushes a request's head by itself,
/// and its body would be another packet, for which the server has to be woken once more.
final class WholeWrites: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer

  /// Puts one at the end of a connection that is nearest to the network.
  static let add: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(WholeWrites(), position: .first)
    }
  }

  private var isFlushing = false

  func flush(context: ChannelHandlerContext) {
    if isFlushing { return }
    isFlushing = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.execute {
      let (handler, context) = bound.value
      handler.isFlushing = false
      context.flush()
    }
  }
}
