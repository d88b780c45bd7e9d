import AccountAPI
import Encodings
import Entries
import Foundation
import Primitives
import TestSupport
import Testing
import Vault

@testable import DeviceCore
@testable import DevicePages

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

    @Test func `a service that tells of requests without end takes no place of others`() throws {
        let ada = try entry()
        for _ in 0..<RequestBoard.limit * 2 { board.take(.request(try request("Flood", of: ada))) }
        let other = try request("Bank")
        board.take(.request(other))
        #expect(board.waiting.count == RequestBoard.limit + 1 && board.waiting.last == other)
    }

    @Test func `a request waits until its time is over`() throws {
        board.take(.request(try request("Shop")))
        clock.advance(by: 59)
        #expect(board.waiting.count == 1)
        clock.advance(by: 1)
        #expect(board.waiting.isEmpty)
    }

    @Test func `a page hears the beginning and each change, and nothing else`() async throws {
        let heard = Counter()
        let listener = board.listen { heard.add(1) }
        #expect(heard.value == 1)
        board.take(.request(try request("Shop")))
        #expect(heard.value == 2)
        board.expire()
        #expect(heard.value == 2)
        clock.advance(by: 60)
        board.expire()
        #expect(heard.value == 3)
        board.clear()
        board.end(listener)
        board.tellAll()
        #expect(heard.value == 3 && board.listenerCount == 0)
    }

    @Test func `a page hears how many notices nobody has read, once for each number`() async throws {
        let heard = Counter()
        let listener = board.listen { heard.add(1) }
        board.take(notices: 6)
        #expect(heard.value == 2 && board.notices == 6)
        board.take(notices: 6)
        board.end(listener)
        #expect(heard.value == 2)
    }

    @Test func `the first page leads to the notices that nobody has read`() {
        let words = Catalogue.preferred(["en"]).forPages
        var model = AccountsModel(VaultContents(deviceName: "phone"), at: clock.now, words: words)
        #expect(PageTemplate.accounts.render(model, words: words).contains("id=\"notices\" href=\"/devices\" hidden>"))
        model.notices = words.text(6, "page.accounts.notices", ["n": "6"])
        let html = PageTemplate.accounts.render(model, words: words)
        #expect(html.contains("id=\"notices\" href=\"/devices\">"))
        #expect(html.contains("6 notifications: was this you?"))
    }

    private func entry() throws -> Entry {
        let account = PersonalAccount(service: "https://accounts.example.org", username: "ada", approves: true)
        let stamp = Stamp(time: clock.now.milliseconds, counter: 0, device: .random())
        return Entry(issuer: "accounts.example.org", account: "ada", content: .personal(account), modified: stamp)
    }

    private func request(_ application: String, of entry: Entry? = nil) throws -> RequestListing {
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
        return RequestListing(notice, for: try entry ?? self.entry())
    }
}
