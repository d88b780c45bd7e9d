import AccountAPI
import Encodings
import Foundation
import HTTPTypes
import HummingbirdTesting
import Primitives
import Testing

@Suite struct SessionTests {
    /// A way to change a signed request on its way.
    enum Change: String, CaseIterable, CustomTestStringConvertible {
        case method, path, body, counter, session, key, mac, missing, malformed
        var testDescription: String { rawValue }
    }

    @Test(arguments: Change.allCases)
    func `a request that was changed is refused`(change: Change) async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            let other = try await client.signIn()
            let body = Array(#"{"id":"00000000000000000000000000000001"}"#.utf8)
            let key = change == .key ? other.key : session.key
            let signature = RequestSignature(
                session: session.opened.session,
                counter: 5,
                key: key,
                method: change == .method ? "GET" : "POST",
                path: change == .path ? RestoreBackup.path : DeleteBackup.path,
                body: change == .body ? body + [0x20] : body
            )
            var header: String? = signature.header
            switch change {
            case .counter: header = header?.replacingOccurrences(of: ":5:", with: ":6:")
            case .session:
                let (old, new) = (session.opened.session.rawValue, other.opened.session.rawValue)
                header = header?.replacingOccurrences(of: old, with: new)
            case .mac: header = header.map { $0.dropLast(5) + "AAAA=" }
            case .missing: header = nil
            case .malformed: header = "Bearer \(session.opened.session)"
            default: break
            }
            let response = try await client.send(DeleteBackup.path, method: .post, body: body, authorization: header)
            #expect(response.status == .unauthorized)
            // Nothing was used up: the right signature with the same counter is accepted.
            let right = RequestSignature(
                session: session.opened.session,
                counter: 5,
                key: session.key,
                method: "POST",
                path: DeleteBackup.path,
                body: body
            )
            let accepted = try await client.send(
                DeleteBackup.path,
                method: .post,
                body: body,
                authorization: right.header
            )
            #expect(accepted.status == .notFound)
        }
    }

    @Test func `a counter is used once and only upwards`() async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            func sign(_ counter: Int64) -> String {
                RequestSignature(
                    session: session.opened.session,
                    counter: counter,
                    key: session.key,
                    method: "GET",
                    path: ListDevices.path,
                    body: []
                ).header
            }
            _ = try await client.call(ListDevices.self, Nothing(), authorization: sign(7))
            for counter in [7, 6, 1] as [Int64] {
                let refusal = await #expect(throws: Problem.self) {
                    try await client.call(ListDevices.self, Nothing(), authorization: sign(counter))
                }
                #expect(refusal?.code == .staleCounter)
                #expect(refusal?.counter == 7)
            }
            _ = try await client.call(ListDevices.self, Nothing(), authorization: sign(.max))
        }
    }

    @Test func `one of fifty equal requests is accepted`() async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            let header = session.sign(method: "GET", path: ListDevices.path, body: []).header
            let codes = await withTaskGroup(of: ProblemCode?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try? await problem {
                            try await client.call(ListDevices.self, Nothing(), authorization: header)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.count { $0 == .staleCounter } == 49)
        }
    }

    @Test func `a device keeps its session until it has used the next one`() async throws {
        try await TestService().run { client in
            try await client.register()
            let first = try await client.signIn()
            _ = try await client.call(ListDevices.self, Nothing(), session: first)
            let id = try #require(first.opened.device)
            // The answers to these never arrived.
            let lost = try await client.signIn(again: first)
            let second = try await client.signIn(again: first)
            _ = try await client.call(ListDevices.self, Nothing(), session: first)
            let code = try await problem { try await client.call(ListDevices.self, Nothing(), session: lost) }
            #expect(code == .sessionInvalid)
            // The first request of the next one ends the one before; later ones end nothing.
            for _ in 0..<2 { _ = try await client.call(ListDevices.self, Nothing(), session: second) }
            let old = try await problem { try await client.call(ListDevices.self, Nothing(), session: first) }
            #expect(old == .sessionInvalid)
            let third = try await client.signIn(again: first)
            _ = try await client.call(ListDevices.self, Nothing(), session: second)
            _ = try await client.call(RevokeDevice.self, .init(device: id), session: second)
            let revoked = try await problem { try await client.call(ListDevices.self, Nothing(), session: third) }
            #expect(revoked == .sessionInvalid)
        }
    }

    @Test func `a session ends when it is told to`() async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            _ = try await client.call(EndSession.self, Nothing(), session: session)
            let code = try await problem { try await client.call(ListDevices.self, Nothing(), session: session) }
            #expect(code == .sessionInvalid)
        }
    }

    @Test func `the session of a device lasts while it is used and another an hour`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            let loose = try await client.signIn(device: nil)
            service.clock.advance(3599)
            _ = try await client.call(ListDevices.self, Nothing(), session: loose)
            service.clock.advance(2)
            let over = try await problem { try await client.call(ListDevices.self, Nothing(), session: loose) }
            #expect(over == .sessionInvalid)
            for _ in 0..<3 {
                service.clock.advance(179 * 86_400)
                _ = try await client.call(ListDevices.self, Nothing(), session: session)
            }
            service.clock.advance(181 * 86_400)
            let code = try await problem { try await client.call(ListDevices.self, Nothing(), session: session) }
            #expect(code == .sessionInvalid)
        }
    }
}
