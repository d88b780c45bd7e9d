import DeviceCore
import HTTPExchange
import LocalFiles
import Testing
import Threads
import Vault

/// Brings calls to the service over a socket of loopback, under whichever name the devices know it by.
struct LoopbackTransport: AccountTransport {
    let port: Int
    private let network = HTTPTransport()

    init(port: Int) {
        self.port = port
    }

    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        try network.send(onLoopback(call), until: cancellation)
    }

    func stream(
        _ call: TransportCall,
        until cancellation: any Cancellation,
        _ take: (_ part: [UInt8]) throws -> Void
    ) throws -> TransportAnswer {
        try network.stream(onLoopback(call), until: cancellation, take)
    }

    private func onLoopback(_ call: TransportCall) -> TransportCall {
        TransportCall(
            url: "http://127.0.0.1:\(port)" + call.url.dropFirst(World.service.count),
            method: call.method,
            authorization: call.authorization,
            body: call.body,
            lastEventID: call.lastEventID,
            isPatient: call.isPatient
        )
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

/// A service that nobody may ask while they keep others from writing the vault.
struct UnlockedTransport: AccountTransport {
    private let honest: any AccountTransport
    private let home: VaultHome

    init(_ honest: any AccountTransport, over home: VaultHome) {
        self.honest = honest
        self.home = home
    }

    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        try checkLock()
        return try honest.send(call, until: cancellation)
    }

    func stream(
        _ call: TransportCall,
        until cancellation: any Cancellation,
        _ take: (_ part: [UInt8]) throws -> Void
    ) throws -> TransportAnswer {
        try checkLock()
        return try honest.stream(call, until: cancellation, take)
    }

    /// Another thread that writes is done in a moment; whoever asks waits for this, and would never give the lock back.
    private func checkLock() throws {
        guard Files.exists(home.lock) else { return }
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if let lock = try Files.openLocked(home.lock) { return Files.closeLocked(lock) }
        }
        Issue.record("The vault is locked while a service is asked.")
    }
}
