import AccountAPI
import DeviceCore
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

@testable import DeviceHost
@testable import DevicePages

/// The page hears of sign-in requests while it is open and its vault is, and no longer.
@Suite struct PageRequestsTests {
    /// A service that tells each stream of the same request, and says no more for as long as somebody waits.
    private struct OneRequest: AccountTransport {
        let text: String
        /// How many streams wait.
        let waiting = Counter()
        /// How many have ended because nobody waited any more; nothing else ends one.
        let cancelled = Counter()

        init(_ request: SignInRequestNotice) throws {
            let data = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
            text = "id: 1\nevent: request\ndata: \(data)\n\n"
        }

        func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
            throw NetworkFailure.unreachable
        }

        func stream(
            _ call: TransportCall,
            until cancellation: any Cancellation,
            _ take: (_ part: [UInt8]) throws -> Void
        ) throws -> TransportAnswer {
            try take(Array(text.utf8))
            try cancellation.waitForNothing(waiting: waiting, cancelled: cancelled)
        }
    }

    private let clock = TestClock()
    private let store = MemoryVaultStore()
    private let service: OneRequest
    private let keys: MemoryUnlockCache
    private let board: RequestBoard

    init() throws {
        let (clock, now) = (clock, clock.now.milliseconds)
        keys = MemoryUnlockCache(now: { clock.now })
        board = RequestBoard(now: { clock.now })
        let request = SignInRequestNotice(
            id: .random(),
            client: "sparekey",
            application: "Shop",
            place: "192.0.2.1",
            message: nil,
            created: now,
            expires: now + 60_000,
            isTest: false
        )
        service = try OneRequest(request)
    }

    private var device: Device {
        Device(store: store, transport: service) { throw Failure(.passphraseNeeded) }
    }

    /// An account that answers its sign-in requests on this device.
    private func addAccount() throws {
        try device.vaultOrNew().update { contents in
            let account = PersonalAccount(service: "https://accounts.example.org", username: "ada", approves: true)
            let stamp = Stamp(time: 0, counter: 0, device: contents.deviceBound.device)
            let entry = Entry(issuer: "Shop", account: "ada", content: .personal(account), modified: stamp)
            contents.portable.entries.append(entry)
            contents.deviceBound.credentials[entry.id] = DeviceCredential(
                serviceDevice: ServiceDeviceID.random().text,
                key: SystemKeyPairs().make(),
                isConfirmed: true
            )
        }
    }

    /// Keeps the page's requests for as long as a story goes on; no thread of theirs is left then.
    private func keep(_ story: (Device) async throws -> Void) async throws {
        let cancellation = ThreadCancellation()
        let page = device.leavingLocked.rememberingKeys(in: keys)
        let requests = PageRequests(device: page.until(cancellation), board: board)
        let task = Task { await OwnThread.run(cancellation) { requests.keep() } }
        try await story(page)
        task.cancel()
        await task.value
        #expect(requests.threads.count == 0 && service.waiting.value == 0)
    }

    /// Waits until something is so.
    private func wait(until isSo: () -> Bool) async throws {
        while !isSo() { try await Task.sleep(for: .milliseconds(10)) }
    }

    @Test(.timeLimit(.minutes(10)))
    func `leaving the page ends the channel`() async throws {
        try addAccount()
        try await keep { _ in
            try await wait { service.waiting.value == 1 }
            #expect(board.waiting.map(\.application) == ["Shop"])
        }
        #expect(service.cancelled.value == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `locking the vault ends the channel and takes away what waits, unlocking it begins another`() async throws {
        try addAccount()
        let passphrase = SecretBytes(passphrase: "open sesame, please")
        try await keep { page in
            try await wait { service.waiting.value == 1 }
            // Another command sets a passphrase, which the page has not heard.
            try await OwnThread.run { [device] in try device.setPassphrase(passphrase) }
            try await wait { service.cancelled.value == 1 && board.waiting.isEmpty }
            _ = try await OwnThread.run { try page.unlocking(with: passphrase).vault() }
            try await wait { service.waiting.value == 1 && !board.waiting.isEmpty }
            // Another command locks the vault.
            try device.lock()
            try await wait { service.cancelled.value == 2 && board.waiting.isEmpty }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `an account that answers no longer ends the channel, and one that is new begins another`() async throws {
        try addAccount()
        try await keep { page in
            try await wait { service.waiting.value == 1 }
            try addAccount()
            try await wait { service.cancelled.value == 1 && service.waiting.value == 2 }
            try device.vault().update { $0.deviceBound.credentials = [:] }
            try await wait { service.cancelled.value == 3 && board.waiting.isEmpty }
        }
    }
}
