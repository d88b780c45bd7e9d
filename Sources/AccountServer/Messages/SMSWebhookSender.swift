import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Primitives

/// Sends text messages by calling a web address, which a provider or a small program of one's own answers.
struct SMSWebhookSender: MessageSender {
    // Lives as long as the process.
    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: .seconds(15)))
    )
    // What leaves open whether the message was taken.
    private static let leavesOpen: [HTTPClientError] = [.readTimeout, .deadlineExceeded, .remoteConnectionClosed]
    private let url: String
    private let token: SecretBytes?

    private struct Body: Encodable {
        let to: String
        let text: String
    }

    /// Calls an address; a token is sent as `Authorization: Bearer`.
    init(url: String, token: SecretBytes?) {
        self.url = url
        self.token = token
    }

    func send(_ message: Message) async throws {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "sparekey-server")
        if let token {
            request.headers.add(
                name: "Authorization",
                value: "Bearer \(token.exposedText)"
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try encoder.encode(Body(to: message.recipient.address, text: message.text))
        request.body = .bytes(ByteBuffer(bytes: body))
        let status: Int
        do {
            status = Int(try await Self.client.execute(request, timeout: .seconds(15)).status.code)
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as HTTPClientError where Self.leavesOpen.contains(error) {
            throw MessageError.silent
        } catch {
            throw MessageError.unreachable
        }
        switch status {
        case 200..<300: return
        case 401, 403: throw MessageError.signInRefused
        case 408, 425, 429, 500..<600: throw MessageError.busy(status: status)
        default: throw MessageError.refused(status: status)
        }
    }
}
