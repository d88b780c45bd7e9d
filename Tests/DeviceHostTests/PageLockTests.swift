import AccountAPI
import DeviceCore
import Encodings
import Entries
import HTTPExchange
import Primitives
import TestSupport
import Testing
import Threads
import Vault

@testable import DeviceHost
@testable import DevicePages

/// An open page hears within a second or two that its vault was locked, whatever its accounts, and what was begun on it
/// is forgotten.
@Suite struct PageLockTests {
    @Test(.timeLimit(.minutes(10)))
    func `a lock by another command is told to an open page, and an open vault is not`() async throws {
        let clock = TestClock()
        let store = MemoryVaultStore()
        let keys = MemoryUnlockCache(now: { clock.now })
        let device = Device(store: store, transport: Silent()) { throw Failure(.passphraseNeeded) }
        let page = device.leavingLocked.rememberingKeys(in: keys)
        let passphrase = SecretBytes(passphrase: "open sesame, please")
        _ = try device.vaultOrNew()
        try await OwnThread.run { try device.setPassphrase(passphrase) }
        _ = try await OwnThread.run { try page.unlocking(with: passphrase).vault() }
        let board = RequestBoard(now: { clock.now })
        let (changes, continuation) = AsyncStream.makeStream(of: Void.self)
        var heard = changes.makeAsyncIterator()
        let listener = board.listen { continuation.yield() }
        #expect(await heard.next() != nil)
        let cancellation = ThreadCancellation()
        let forgotten = SharedValue(false)
        let lock = PageLock(device: page.until(cancellation), board: board) {
            forgotten.value = true
        }
        let task = Task { await OwnThread.run(cancellation) { lock.keep() } }
        try device.lock()
        #expect(await heard.next() != nil)
        #expect(forgotten.value)
        #expect(try page.needsPassphrase())
        task.cancel()
        await task.value
        board.end(listener)
    }

    /// A service that nobody asks.
    private struct Silent: AccountTransport {
        func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
            throw NetworkFailure.unreachable
        }

        func stream(
            _ call: TransportCall,
            until cancellation: any Cancellation,
            _ take: (_ part: [UInt8]) throws -> Void
        ) throws -> TransportAnswer {
            throw NetworkFailure.unreachable
        }
    }
}
