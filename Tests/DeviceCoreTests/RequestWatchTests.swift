import AccountAPI
import Encodings
import Entries
import Foundation
import HTTPExchange
import Primitives
import Synchronization
import TestSupport
import Testing
import Threads
import Vault

@testable import DeviceCore

/// The accounts of a device are watched side by side, for as long as somebody waits.
@Suite struct RequestWatchTests {
    private static let services = ["https://a.example", "https://b.example"]

    private let store = MemoryVaultStore()
    private let told = Told()

    /// One word for each event, in any order.
    private final class Told: Sendable {
        private let words = Mutex<[String]>([])

        var all: [String] { words.withLock { $0.sorted() } }

        func take(_ event: RequestWatch.Event) {
            let word =
                switch event {
                case .request, .closed, .notice: "item"
                case .connected(let place, let way): "\(place) \(way.rawValue)"
                case .broken(let failure, _): failure.code.rawValue
                case .ended(let failure): "ended \(failure.code.rawValue)"
                }
            words.withLock { $0.append(word) }
        }
    }

    /// A device that answers the sign-in requests of an account at each service.
    private func device(_ service: StreamingService) throws -> Device {
        let device = Device(store: store, transport: service, security: .floor) { throw Failure(.passphraseNeeded) }
        try device.vaultOrNew().update { contents in
            let stamp = Stamp(time: 0, counter: 0, device: contents.deviceBound.device)
            for service in Self.services {
                let account = PersonalAccount(service: service, username: "ada", approves: true)
                let entry = Entry(issuer: service, account: "ada", content: .personal(account), modified: stamp)
                contents.portable.entries.append(entry)
                contents.deviceBound.credentials[entry.id] = DeviceCredential(
                    serviceDevice: ServiceDeviceID.random().text,
                    key: device.keys.make(),
                    isConfirmed: true
                )
            }
        }
        return device
    }

    /// Watches until `isThere`, and ends it then; how many threads there were just before.
    private func watch(_ service: StreamingService, until isThere: @Sendable () -> Bool) async throws -> Int {
        let cancellation = ThreadCancellation()
        let watch = RequestWatch(try device(service).until(cancellation))
        let task = Task { [told] in try await OwnThread.run(cancellation) { try watch.run(told.take) } }
        while !isThere() { await Task.yield() }
        let count = watch.threads.count
        task.cancel()
        try await task.value
        #expect(watch.threads.count == 0)
        return count
    }

    @Test(.timeLimit(.minutes(10)))
    func `two accounts are watched side by side, and no thread is left once nobody waits`() async throws {
        let service = StreamingService { _, _ in [.say(": hello\n\n"), .wait] }
        let count = try await watch(service) { service.waiting.value == 2 }
        // The last is watched on the thread of whoever watches.
        #expect(count == 1)
        #expect(service.cancelled.value == 2 && service.waiting.value == 0)
        #expect(told.all == Self.services.map { "\($0) stream" })
    }

    @Test(.timeLimit(.minutes(10)))
    func `an account that accepts this device no longer ends none of the others`() async throws {
        let problem = Problem(code: .deviceRefused, title: "No", status: 401)
        let body = String(decoding: try JSONEncoder().encode(problem), as: UTF8.self)
        let service = StreamingService { call, _ in
            call.url.hasPrefix(Self.services[0]) ? [.refuse(401, body)] : [.say(": hello\n\n"), .wait]
        }
        _ = try await watch(service) { service.waiting.value == 1 && service.asked.count > 1 }
        #expect(service.cancelled.value == 1)
        let words = told.all
        #expect(words.contains("\(Self.services[1]) stream"))
        #expect(words.contains { $0.hasPrefix("ended") } && words.count == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `once no account is left to watch, the watcher returns`() async throws {
        let problem = Problem(code: .deviceSuspended, title: "No", status: 401)
        let body = String(decoding: try JSONEncoder().encode(problem), as: UTF8.self)
        let service = StreamingService { _, _ in [.refuse(401, body)] }
        let watch = RequestWatch(try device(service))
        try await OwnThread.run { [told] in try watch.run(told.take) }
        #expect(told.all.count == 2 && told.all.allSatisfy { $0.hasPrefix("ended") })
        #expect(watch.threads.count == 0)
    }

    @Test func `where no account answers sign-in requests, nothing is watched`() async throws {
        let service = StreamingService { _, _ in [.hangUp] }
        let device = Device(store: store, transport: service, security: .floor) { throw Failure(.passphraseNeeded) }
        _ = try device.vaultOrNew()
        await #expect(throws: Failure.self) { try await OwnThread.run { try RequestWatch(device).run { _ in } } }
        #expect(service.asked.isEmpty)
    }
}
