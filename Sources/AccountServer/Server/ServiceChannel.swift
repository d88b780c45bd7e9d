import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL

/// A connection to the service: HTTP/1.1 with deadlines, under TLS where there is a certificate.
struct ServiceChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let certificate: LiveCertificate?
    private let limits: RequestDeadline.Limits

    /// Passes requests on to a responder.
    init(
        responder: @escaping HTTPChannelHandler.Responder,
        certificate: LiveCertificate?,
        limits: RequestDeadline.Limits
    ) {
        http = HTTP1Channel(responder: responder)
        self.certificate = certificate
        self.limits = limits
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            guard let certificate else { return }
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: certificate.context))
        }.flatMap { [http] in
            http.setup(channel: channel, logger: logger)
        }.flatMapThrowing { [limits] value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestDeadline(limits), position: .after(decoder))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
