import DeviceCore
import Encodings
import HTTPExchange
import HTTPTypes
import Storages
import Synchronization
import TestSupport
import Threads
import Vault

/// Counts what is asked of a service and of a storage, and has nobody wait any more at one of those requests.
final class Stop: Sendable {
    /// When nobody waits any more.
    enum Way {
        /// Once the request is answered.
        case answered
        /// While its answer is on its way: it is not heard, unless it is waited for all the same.
        case lost
    }

    /// What was asked.
    struct Request: Sendable {
        let name: String
        let changesSomething: Bool
    }

    let cancellation = ThreadCancellation()
    private let number: Int?
    let way: Way
    private let sent = Mutex<[Request]>([])

    /// Stops at the request with this number, from 1; nil for none.
    init(at number: Int? = nil, _ way: Way = .answered) {
        self.number = number
        self.way = way
    }

    /// All that was asked.
    var requests: [Request] { sent.withLock { $0 } }

    /// Sends a request, for as long as somebody waits.
    func ask<Answer>(
        _ request: Request,
        _ cancellation: any Cancellation,
        _ send: () throws -> Answer
    ) throws -> Answer {
        guard !cancellation.isCancelled else { throw NetworkFailure.cancelled }
        let number = sent.withLock { sent in
            sent.append(request)
            return sent.count
        }
        let answer = Result(catching: send)
        if number == self.number {
            self.cancellation.cancel()
            if way == .lost, cancellation.isCancelled { throw NetworkFailure.cancelled }
        }
        return try answer.get()
    }
}

/// A way to a service that stops.
struct StoppingTransport: AccountTransport {
    let honest: any AccountTransport
    let stop: Stop

    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        let name = call.method.rawValue + " " + call.url.dropFirst(World.service.count)
        let request = Stop.Request(name: name, changesSomething: call.method != .get)
        return try stop.ask(request, cancellation) { try honest.send(call, until: cancellation) }
    }
}

/// A way to a storage that stops.
final class StoppingStorage: BackupStorage {
    private let honest: MemoryStorage
    private let stop: Stop
    private let cancellation: any Cancellation

    init(_ honest: MemoryStorage, _ stop: Stop, _ cancellation: any Cancellation) {
        self.honest = honest
        self.stop = stop
        self.cancellation = cancellation
    }

    func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError) {
        try ask("save", changesSomething: true) { try honest.save(bytes, as: name) }
    }

    func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8] {
        try ask("load") { try honest.load(name, limit: limit) }
    }

    func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName] {
        try ask("list") { try honest.list(backup) }
    }

    func remove(_ name: ObjectName) throws(StorageError) {
        try ask("remove", changesSomething: true) { try honest.remove(name) }
    }

    private func ask<Answer>(
        _ name: String,
        changesSomething: Bool = false,
        _ send: () throws -> Answer
    ) throws(StorageError) -> Answer {
        do {
            return try stop.ask(Stop.Request(name: name, changesSomething: changesSomething), cancellation, send)
        } catch let error as StorageError {
            throw error
        } catch {
            throw .unreachable
        }
    }
}
