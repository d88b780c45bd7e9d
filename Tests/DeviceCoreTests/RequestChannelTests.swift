import AccountAPI
import Encodings
import Foundation
import HTTPExchange
import Primitives
import Synchronization
import TestSupport
import Testing
import Threads
import Vault

@testable import DeviceCore

/// What a channel tells, in the order in which it tells it.
private final class Told: Sendable {
    private let items = Mutex<[ChannelItem]>([])

    func take(_ item: ChannelItem) {
        items.withLock { $0.append(item) }
    }

    /// One word for each.
    var words: [String] {
        items.withLock { items in
            items.map { item in
                switch item {
                case .request(let request): "request \(request.application)"
                case .closed: "closed"
                case .notice: "notice"
                case .connected(let way): way.rawValue
                case .broken(let failure, let pause): "\(failure.code.rawValue) \(pause.components.seconds)"
                }
            }
        }
    }
}

/// A channel reads where it is called, is given up by a clock that nobody sets, and ends when nobody waits any more.
@Suite struct RequestChannelTests {
    private static let never = Duration.seconds(600)

    private let told = Told()
    private let clock = TestClock()

    private func channel(
        to service: StreamingService,
        patience: Duration = never,
        silence: Duration = never,
        pauses: (any Pauses)? = nil,
        until cancellation: any Cancellation = NeverCancelled()
    ) throws -> RequestChannel {
        let client = AccountClient(
            service: try ServiceAddress("https://accounts.example.org"),
            transport: service,
            now: { [clock] in clock.now },
            cancellation: cancellation
        )
        let key = SystemKeyPairs().make()
        let credential = DeviceCredential(serviceDevice: ServiceDeviceID.random().text, key: key, isConfirmed: true)
        return RequestChannel(
            client: client,
            credential: credential,
            patience: patience,
            silence: silence,
            pauses: pauses
        )
    }

    private static func request(_ application: String) -> SignInRequestNotice {
        SignInRequestNotice(
            id: .random(),
            client: "sparekey",
            application: application,
            place: "192.0.2.1",
            message: nil,
            created: 0,
            expires: 60_000,
            isTest: false
        )
    }

    private static func event(_ request: SignInRequestNotice, id: String) throws -> StreamingService.Act {
        let data = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
        return .say("id: \(id)\nevent: request\ndata: \(data)\n\n")
    }

    private static func answer(_ requests: [SignInRequestNotice]) throws -> StreamingService.Act {
        let update = LiveUpdate(requests: requests, closed: [], notices: [], cursor: "9", time: 0)
        return .say(String(decoding: try JSONEncoder().encode(update), as: UTF8.self))
    }

    private static func isStream(_ call: TransportCall) -> Bool { call.url.hasSuffix(SignInRequestEvents.path) }

    /// Runs a channel until it ends.
    private func run(
        _ channel: RequestChannel,
        _ cancellation: ThreadCancellation = ThreadCancellation()
    ) async throws {
        try await OwnThread.run(cancellation) { [told] in try channel.run(told.take) }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [[], [StreamingService.Act.say(": hello\n\n")]])
    func `a channel that is silent ends once nobody waits for it`(first: [StreamingService.Act]) async throws {
        let (service, cancellation) = (StreamingService { _, _ in first + [.wait] }, ThreadCancellation())
        let pauses = NotedPauses(1)
        let channel = try channel(to: service, pauses: pauses, until: cancellation)
        let task = Task { try await run(channel, cancellation) }
        while service.waiting.value == 0 { await Task.yield() }
        task.cancel()
        try await task.value
        // Nothing else has ended it: neither its time nor the service.
        #expect(service.cancelled.value == 1 && service.asked.count == 1)
        #expect(told.words == (first.isEmpty ? [] : ["stream"]) && pauses.all.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a channel that asks ends once nobody waits for it`() async throws {
        let service = StreamingService { call, _ in Self.isStream(call) ? [.refuse(404, "no")] : [.wait] }
        let cancellation = ThreadCancellation()
        let channel = try channel(to: service, until: cancellation)
        let task = Task { try await run(channel, cancellation) }
        while service.waiting.value == 0 { await Task.yield() }
        task.cancel()
        try await task.value
        #expect(service.cancelled.value == 1 && service.asked.map(Self.isStream) == [true, false])
        #expect(told.words.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a channel that pauses ends once nobody waits for it`() async throws {
        let (service, cancellation) = (StreamingService { _, _ in [.hangUp] }, ThreadCancellation())
        let channel = try channel(to: service, until: cancellation)
        let task = Task { try await run(channel, cancellation) }
        while service.asked.isEmpty { await Task.yield() }
        task.cancel()
        try await task.value
        #expect(service.waiting.value == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `fifty channels that hear nothing keep no task waiting`() async throws {
        let (service, cancellation) = (StreamingService { _, _ in [.wait] }, ThreadCancellation())
        let channel = try channel(to: service, until: cancellation)
        let tasks = (0..<50).map { _ in Task { try await run(channel, cancellation) } }
        while service.waiting.value < 50 { await Task.yield() }
        for number in 0..<50 { #expect(await Task { number }.value == number) }
        cancellation.cancel()
        for task in tasks { try await task.value }
        #expect(service.cancelled.value == 50)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a stream that falls silent is given up, whatever time of day it is, and goes on where it was`() async throws {
        let shop = try Self.event(Self.request("Shop"), id: "7")
        let service = StreamingService { _, number in number == 0 ? [shop, .wait] : [.hangUp] }
        let pauses = NotedPauses(2)
        let channel = try channel(to: service, silence: .milliseconds(20), pauses: pauses)
        // The service's clock and the device's stand still.
        try await run(channel)
        #expect(service.cancelled.value == 1)
        #expect(service.asked.map(\.lastEventID) == [nil, "7"])
        // That a stream goes on is no news; that it cannot is.
        #expect(told.words == ["stream", "request Shop", "service.unreachable 2"])
        #expect(pauses.all == [.seconds(1), .seconds(2)])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a stream that brings nothing counts as held back, and the channel asks instead`() async throws {
        let request = Self.request("Shop")
        let answer = try Self.answer([request, request])
        let service = StreamingService { call, number in
            Self.isStream(call) || number > 1 ? [.wait] : [answer]
        }
        let cancellation = ThreadCancellation()
        let channel = try channel(to: service, patience: .milliseconds(20), until: cancellation)
        let task = Task { try await run(channel, cancellation) }
        while service.asked.count < 3 || service.waiting.value == 0 { await Task.yield() }
        task.cancel()
        try await task.value
        #expect(told.words == ["polling", "request Shop"])
        let asked = try service.asked.dropFirst().map { call in
            try JSONDecoder().decode(WaitForSignInRequests.Request.self, from: Data(call.body))
        }
        #expect(asked.map(\.timeout) == [0, 25] && asked.map(\.after) == [nil, "9"])
        #expect(service.cancelled.value == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a service that does not wait before it answers is asked once a second`() async throws {
        let answer = try Self.answer([])
        let service = StreamingService { call, _ in Self.isStream(call) ? [.refuse(404, "no")] : [answer] }
        let pauses = NotedPauses(3)
        try await run(try channel(to: service, pauses: pauses))
        // The stream, the first question, which is not to wait, and one for each pause.
        #expect(service.asked.count == 5)
        #expect(pauses.all.prefix(3).allSatisfy { $0 == .seconds(1) })
        #expect(told.words == ["polling"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `what comes twice is told once, over one stream or two`() async throws {
        let (shop, bank) = (Self.request("Shop"), Self.request("Bank"))
        let first = [try Self.event(shop, id: "1"), try Self.event(shop, id: "2"), .hangUp]
        let second = [try Self.event(shop, id: "3"), try Self.event(bank, id: "4"), .hangUp]
        let service = StreamingService { _, number in number == 0 ? first : second }
        try await run(try channel(to: service, pauses: NotedPauses(2)))
        #expect(told.words == ["stream", "request Shop", "stream", "request Bank"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `pauses grow up to the longest, and begin again once something was heard`() async throws {
        let service = StreamingService { _, number in number == 9 ? [.say(": hello\n\n"), .hangUp] : [.hangUp] }
        let pauses = NotedPauses(11)
        try await run(try channel(to: service, pauses: pauses))
        #expect(pauses.all == [1, 2, 4, 8, 16, 32, 60, 60, 60, 1, 2].map { Duration.seconds($0) })
        #expect(told.words.filter { $0 == "stream" }.count == 1)
    }

    @Test(.timeLimit(.minutes(10)), arguments: [ProblemCode.deviceRefused, .deviceSuspended])
    func `a channel whose device the service refuses ends, and says so`(code: ProblemCode) async throws {
        let problem = Problem(code: code, title: "No", status: 401)
        let body = String(decoding: try JSONEncoder().encode(problem), as: UTF8.self)
        let service = StreamingService { _, _ in [.refuse(401, body)] }
        let channel = try channel(to: service)
        let refused = Mutex<ProblemCode?>(nil)
        do {
            try await run(channel)
        } catch AccountError.problem(let problem, _) {
            refused.withLock { $0 = problem.code }
        }
        #expect(refused.withLock { $0 } == code && service.asked.count == 1)
        #expect(told.words.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `what is no event is not taken for one, and the channel asks instead`() async throws {
        let service = StreamingService { call, _ in
            Self.isStream(call) ? [.say("event: request\ndata: {}\n\n"), .wait] : [.wait]
        }
        let cancellation = ThreadCancellation()
        let channel = try channel(to: service, until: cancellation)
        let task = Task { try await run(channel, cancellation) }
        while service.waiting.value == 0 { await Task.yield() }
        task.cancel()
        try await task.value
        #expect(service.asked.map(Self.isStream) == [true, false])
        #expect(told.words == ["stream"])
    }
}
