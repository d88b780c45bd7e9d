import DeviceCore
import Dispatch
import HTTPExchange
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@testable import DeviceHost
@testable import DevicePages

/// However much waits on the page, nothing else on it does.
@Suite struct ManyRequestsTests {
    /// A service that answers nothing until it is let go.
    private struct SilentTransport: AccountTransport {
        let asked = Counter()
        private let end = DispatchSemaphore(value: 0)

        func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
            asked.add(1)
            end.wait()
            throw NetworkFailure.cancelled
        }

        func letGo(_ count: Int) {
            for _ in 0..<count { end.signal() }
        }
    }

    private static let count = 50
    private static let letter = ["username": "ada", "service": "https://accounts.example.org"]

    @Test(.timeLimit(.minutes(10)))
    func `fifty open streams and fifty answers that wait for a service keep nothing else waiting`() async throws {
        let transport = SilentTransport()
        try await Phone.run(through: transport) { phone in
            defer { transport.letGo(Self.count) }
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let cookie = try await phone.visit()
            let form = Self.letter.merging(["form-token": try await phone.formToken(cookie)]) { $1 }
            var begun: [TestClient] = []
            for _ in 0..<Self.count {
                begun.append(try await phone.begin(.get, "/requests/events", cookie: cookie))
                begun.append(try await phone.begin(.post, "/letter", form: form, cookie: cookie))
            }
            let board = phone.page.site.requestBoard
            while board.listenerCount < Self.count || transport.asked.value < Self.count { await Task.yield() }

            for path in ["/", "/codes.json", "/settings", "/trouble"] {
                #expect(try await phone.send(.get, path, cookie: cookie).status == .ok)
            }
            for number in 0..<Self.count { #expect(await Task { number }.value == number) }
            #expect(transport.asked.value == Self.count && board.listenerCount == Self.count)
            for client in begun { try await client.shutdown() }
        }
    }
}
