import DeviceCore
import HTTPExchange
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Threads

/// Brings calls to the service's routes without a socket.
struct RouterTransport: AccountTransport {
    let http: any TestClientProtocol

    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.authorization] = call.authorization
        let response = try OwnThread.wait(until: cancellation) { [http, headers] in
            try await http.executeRequest(
                uri: String(call.url.dropFirst(World.service.count)),
                method: call.method,
                headers: headers,
                body: call.body.isEmpty ? nil : ByteBuffer(bytes: call.body)
            )
        }
        return TransportAnswer(status: Int(response.status.code), body: Array(response.body.readableBytesView))
    }
}

/// A service that lies: its answers are changed on the way.
struct LyingTransport: AccountTransport {
    let honest: any AccountTransport
    let lie: @Sendable (_ path: String, _ answer: TransportAnswer) throws -> TransportAnswer

    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        try lie(String(call.url.dropFirst(World.service.count)), honest.send(call, until: cancellation))
    }
}

/// A transport that shows each call before it is sent; what `watch` throws breaks the connection.
struct WatchingTransport: AccountTransport {
    let honest: any AccountTransport
    let watch: @Sendable (TransportCall) throws -> Void

    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        try watch(call)
        return try honest.send(call, until: cancellation)
    }
}

/// What `WatchingTransport` throws where a story breaks the connection.
struct TransportBroken: Error {}

/// Cuts the line at one path, before the service learns of the request or after it.
struct CutTransport: AccountTransport {
    let honest: any AccountTransport
    let path: String
    var arrives = false

    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        guard call.url.hasSuffix(path) else { return try honest.send(call, until: cancellation) }
        if arrives {
            // A call that the service wants once more, with another counter, has done nothing yet.
            let answer = try honest.send(call, until: cancellation)
            guard answer.status < 300 else { return answer }
        }
        throw AccountError.unreachable(place: call.url)
    }
}

/// Keeps what is sent and answered.
struct TappedTransport: AccountTransport {
    let honest: any AccountTransport
    let seen: Box<[UInt8]>

    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        let answer = try honest.send(call, until: cancellation)
        seen.value += call.body + answer.body
        return answer
    }
}

/// A network that reaches nobody.
struct OfflineTransport: AccountTransport {
    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        throw AccountError.unreachable(place: call.url)
    }
}
