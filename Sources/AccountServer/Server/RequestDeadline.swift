import NIOCore
import NIOHTTP1

/// Ends connections whose requests do not arrive in time, so that nobody keeps them for nothing.
///
/// It stands behind the decoder of requests. What the service takes to answer does not count.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a request may take to arrive.
    struct Limits: Sendable {
        /// From the connection's begin, or the end of the last answer, to the end of the head; proxies and clients that keep
        /// connections let go of them after 60 seconds, so that this is longer.
        var head = TimeAmount.seconds(75)
        /// From the head's end to the body's.
        var body = TimeAmount.seconds(30)
    }

    private let limits: Limits
    private var unanswered = 0
    private var isReading = false
    private var deadline: Scheduled<Void>?

    init(_ limits: Limits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(limits.head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(limits.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head:
            unanswered += 1
            isReading = true
            begin(limits.body, context)
        case .body: break
        case .end:
            isReading = false
            unanswered == 0 ? begin(limits.head, context) : end()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = Self.unwrapOutboundIn(data) {
            unanswered -= 1
            if unanswered == 0, !isReading { begin(limits.head, context) }
        }
        context.write(data, promise: promise)
    }

    private func begin(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        end()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            context.close(promise: nil)
        }
    }

    private func end() {
        deadline?.cancel()
        deadline = nil
    }
}
