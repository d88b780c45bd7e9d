import AccountAPI
import AccountServer
import Encodings
import Foundation
import Hummingbird
import HummingbirdTesting
import SQLDatabase
import Testing

/// The channel to the devices: asking, waiting, and the stream.
@Suite struct LiveChannelTests {
    @Test func `a question waits for news, which come at once`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let cursor = try await ada.list().cursor
            async let answer = ada.call(WaitForSignInRequests.self, .init(after: cursor, timeout: 25))
            try await service.waitForDevices(1)
            let start = ContinuousClock.now
            let (id, number) = try await service.ask()
            let update = try await answer
            #expect(update.requests.map(\.id) == [id])
            // Long before the 25 seconds are over, on a busy machine too.
            #expect(ContinuousClock.now - start < .seconds(15))
            // What was told is not told again, and the answer to it is.
            async let next = ada.call(WaitForSignInRequests.self, .init(after: update.cursor, timeout: 25))
            try await service.waitForDevices(1)
            try await ada.answer(update.requests[0], .approve, number: number)
            let closed = try await next
            #expect(closed.requests.isEmpty)
            #expect(closed.closed == [ClosedSignInRequest(id: id, state: .approved)])
            try await service.waitForDevices(0)
        }
    }

    @Test func `a question without news is answered when its time is over`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let cursor = try await ada.list().cursor
            let update = try await ada.call(WaitForSignInRequests.self, .init(after: cursor, timeout: 1))
            #expect(update.requests.isEmpty && update.closed.isEmpty && update.notices.isEmpty)
            #expect(!update.cursor.isEmpty)
        }
    }

    @Test(arguments: ["", "x", "0", "-1", "1.2", "1.r0123", String(repeating: "9", count: 30), "99999999999999"])
    func `a cursor that makes no sense loses nothing`(cursor: String) async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, _) = try await service.ask()
            let update = try await ada.call(WaitForSignInRequests.self, .init(after: cursor, timeout: 1))
            #expect(update.requests.map(\.id) == [id])
        }
    }

    @Test func `what happens while nobody listens is sent afterwards, once`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            var cursor = try await ada.list().cursor
            var told: [SignInRequestID] = []
            var closed: [SignInRequestID] = []
            var asked: [SignInRequestID] = []
            for round in 0..<6 {
                let (id, number) = try await service.ask()
                asked.append(id)
                if round.isMultiple(of: 2) {
                    try await ada.answer(try await ada.request(), .approve, number: number)
                }
                service.clock.advance(Double(round) * 7)
                for _ in 0..<3 {
                    let update = try await ada.call(WaitForSignInRequests.self, .init(after: cursor, timeout: 0))
                    told += update.requests.map(\.id)
                    closed += update.closed.map(\.id)
                    cursor = update.cursor
                }
                service.clock.advance(60)
            }
            #expect(told == asked.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element))
            #expect(closed == asked.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element))
        }
    }

    @Test func `a stream sends what happens, resumes where it broke, and ends with the device`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await service.anotherApprover(client)
            _ = try await client.call(
                MarkNotices.self,
                MarkNotices.Request(notices: try await ada.list().notices.map(\.id)),
                session: ada.session
            )
            // Four streams are open, so a fifth ends the first.
            async let first = Self.stream(ada, client)
            try await service.waitForDevices(1)
            let (id, number) = try await service.ask()
            try await other.answer(try await other.request(), .approve, number: number)
            // One after another: each signature has to be newer than the one before.
            var more: [Task<Stream, any Error>] = []
            for count in [2, 3, 4, 4] {
                more.append(Self.open(ada, client))
                try await service.waitForDevices(count)
            }
            let ended = try await first
            #expect(ended.status == 200 && ended.type == "text/event-stream" && ended.accelerated == "no")
            #expect(ended.text.hasPrefix(": connected\nretry: 1000\n\n"))
            try #require(ended.events.map(\.name) == ["", "request", "closed"])
            #expect(ended.events[1].data.contains(id.rawValue) && !ended.events[1].data.contains("\"number\""))
            #expect(ended.events[2].data.contains(#""state":"approved""#))

            // From the cursor of the request on, only its end is news.
            async let resumed = Self.stream(ada, client, after: ended.events[1].id)
            _ = try await more[0].value
            async let fresh = Self.stream(ada, client, after: ended.events[2].id)
            _ = try await more[1].value
            let revoke = RevokeDevice.Request(device: ada.device)
            try await Task.sleep(for: .milliseconds(300))
            _ = try await client.call(RevokeDevice.self, revoke, session: other.session)
            #expect(try await resumed.events.map(\.name) == ["closed", ""])
            #expect(try await fresh.events.map(\.name) == [""])
            for stream in more { _ = try await stream.value }
            try await service.waitForDevices(0)
        }
    }

    @Test(arguments: ["removed", "replaced", "pushed out", "an hour old"])
    func `a stream ends with the credential that opened it, and after an hour`(why: String) async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let stream = Self.open(ada, client)
            try await service.waitForDevices(1)
            switch why {
            case "removed": _ = try await client.call(RemoveDeviceCredential.self, Nothing(), session: ada.session)
            case "replaced":
                let contact = try #require(try await client.contacts(in: ada.session).first)
                let request = StartContactProof.Request(contact: contact.id, language: "en")
                let sent = try await client.call(StartContactProof.self, request, session: ada.session)
                try await client.type(service.sent.code(to: "ada@mail.example"), for: sent, in: ada.session)
                _ = try await Approver.register(client, ada.session, proof: sent.proof, service)
            case "pushed out":
                try await service.database.write { transaction in
                    try transaction.execute("UPDATE device SET settled = NULL", [])
                    try transaction.execute("DELETE FROM evidence", [])
                }
                for number in 1...5 { _ = try await client.signIn(device: .new(name: "Stranger \(number)")) }
                #expect(try await service.count("device_credential") == 0)
            default: service.clock.advance(3600)
            }
            #expect(try await stream.value.events.allSatisfy { $0.name != "request" })
            try await service.waitForDevices(0)
        }
    }

    @Test func `another node over the same database tells it too`() async throws {
        let keys = ServerKeys.generate()
        let service = try await TestService(keys: keys)
        let other = try await TestService(database: service.database, keys: keys)
        try await service.run { client in
            let ada = try await service.approver(client)
            let cursor = try await ada.list().cursor
            async let answer = ada.call(WaitForSignInRequests.self, .init(after: cursor, timeout: 25))
            try await service.waitForDevices(1)
            let (id, number) = try await other.ask()
            let update = try await answer
            #expect(update.requests.map(\.id) == [id])
            try await ada.answer(try #require(update.requests.first), .approve, number: number)
            let approved = RequestOutcome.approved(account: ada.session.opened.account, device: ada.device)
            #expect(try await other.outcome(id) == approved)
        }
    }

    struct Stream: Sendable {
        let status: Int
        let type: String?
        let accelerated: String?
        let text: String
        let events: [Event]
    }

    struct Event: Sendable {
        let id: String?
        let name: String
        let data: String
    }

    private static func open(_ device: Approver, _ client: TestClient) -> Task<Stream, any Error> {
        Task { try await stream(device, client) }
    }

    /// One stream to its end.
    private static func stream(_ device: Approver, _ client: TestClient, after id: String? = nil) async throws -> Stream
    {
        let path = SignInRequestEvents.path
        let header = try device.sign("GET", path, [])
        let response = try await client.send(path, method: .get, body: [], authorization: header, lastEventID: id)
        let text = String(buffer: response.body)
        let events = text.split(separator: "\n\n").compactMap { block -> Event? in
            var fields: [Substring: String] = [:]
            for line in block.split(separator: "\n") where !line.hasPrefix(":") {
                let parts = line.split(separator: ": ", maxSplits: 1)
                fields[parts[0]] = parts.count > 1 ? String(parts[1]) : ""
            }
            guard fields["id"] != nil || fields["data"] != nil else { return nil }
            return Event(id: fields["id"], name: fields["event"] ?? "", data: fields["data"] ?? "")
        }
        return Stream(
            status: response.status.code,
            type: response.headers[.contentType],
            accelerated: response.headers.first { $0.name.canonicalName == "x-accel-buffering" }?.value,
            text: text,
            events: events
        )
    }
}

extension TestService {
    /// Waits until so many devices are connected.
    func waitForDevices(_ count: Int) async throws {
        for _ in 0..<3000 {
            if service.connectedDevices == count { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("\(service.connectedDevices) devices are connected, not \(count)")
    }
}
