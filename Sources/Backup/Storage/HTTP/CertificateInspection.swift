import Encodings
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import OutsideText
import Synchronization

/// Finds out why a server's certificate was not trusted: connects once more, looks, sends nothing and hangs up.
enum CertificateInspection {
    private final class Sight: Sendable {
        let validity = Mutex<[(from: Int, to: Int)]>([])
    }

    static func problem(of url: String, now: Instant = Instant.now()) async -> CertificateProblem? {
        guard let parts = URLComponents(address: url), let host = parts.host, !host.isEmpty else { return nil }
        let name = host.utf8.first == UInt8(ascii: "[") ? String(host.dropFirst().dropLast()) : host
        let validity = await look(at: name, port: parts.port ?? 443)
        guard !validity.isEmpty else { return nil }
        let time = now.seconds
        if validity.contains(where: { $0.from > time }) { return .certificateNotYetValid }
        if validity.contains(where: { $0.to < time }) { return .certificateExpired }
        return .unknownAuthority
    }

    private static func look(at host: String, port: Int) async -> [(from: Int, to: Int)] {
        let sight = Sight()
        guard let context = try? NIOSSLContext(configuration: .makeClientConfiguration()) else { return [] }
        let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(
                        context: context,
                        // An address is no name, and may not be sent as one.
                        serverHostname: (try? SocketAddress(ipAddress: host, port: port)) == nil ? host : nil,
                        customVerificationCallback: { certificates, promise in
                            sight.validity.withLock { validity in
                                validity = certificates.map {
                                    (from: Int($0.notValidBefore), to: Int($0.notValidAfter))
                                }
                            }
                            promise.succeed(.failed)
                        }
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: host, port: port)
            .get()
        guard let channel else { return [] }
        let end = channel.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
        try? await channel.closeFuture.get()
        end.cancel()
        return sight.validity.withLock { $0 }
    }
}
