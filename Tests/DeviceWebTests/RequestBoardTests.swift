import AccountAPI
import Encodings
import Entries
import Foundation
import Primitives
import TestSupport
import Testing

@testable import DeviceCore
@testable import DeviceWeb

/// What the pages know of sign-in requests.
@Suite struct RequestBoardTests {
    private let clock = TestClock()
    private let board: RequestBoard

    init() {
        let clock = clock
        board = RequestBoard(now: { clock.now })
    }

    @Test func `a request waits until it is answered`() throws {
        let (first, second) = try (request("Shop"), request("Bank"))
        board.take(.request(first))
        board.take(.request(second))
        board.take(.request(first))
        #expect(board.waiting == [first, second])
        board.take(.closed(id: first.id, approved: true))
        #expect(board.waiting == [second])
        board.close(second.id)
        #expect(board.waiting.isEmpty)
    }

    @Test func `a request waits until its time is over`() throws {
        board.take(.request(try request("Shop")))
        clock.advance(by: 59)
        #expect(board.waiting.count == 1)
        clock.advance(by: 1)
        #expect(board.waiting.isEmpty)
    }

    @Test func `a page hears the beginning and each change, and nothing else`() async throws {
        let listener = board.listen()
        var changes = listener.changes.makeAsyncIterator()
        #expect(await changes.next() != nil)
        board.take(.request(try request("Shop")))
        #expect(await changes.next() != nil)
        board.expire()
        clock.advance(by: 60)
        board.expire()
        #expect(await changes.next() != nil)
        board.clear()
        listener.end()
        #expect(await changes.next() == nil)
    }

    private func request(_ application: String) throws -> RequestListing {
        let now = clock.now.milliseconds
        let notice = SignInRequestNotice(
            id: try #require(SignInRequestID(UUID().uuidString.lowercased().replacing("-", with: ""))),
            client: "sparekey",
            application: application,
            place: "192.0.2.1",
            message: nil,
            created: now,
            expires: now + 60_000,
            isTest: false
        )
        let account = PersonalAccount(service: "https://accounts.example.org", username: "ada", approves: true)
        let stamp = Stamp(time: now, counter: 0, device: .random())
        return RequestListing(
            notice,
            for: Entry(issuer: "accounts.example.org", account: "ada", content: .personal(account), modified: stamp)
        )
    }
}
