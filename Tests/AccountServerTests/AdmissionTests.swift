import AccountAPI
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import OPAQUE
import Primitives
import SQLDatabase
import Testing

@testable import AccountServer

/// The table of what each endpoint and page asks for, and that it is asked for.
@Suite struct AdmissionTests {
    @Test func `every endpoint and every page that changes something has a row, and every row is served`() async throws
    {
        let router = try await TestService().service.router()
        let served = router.routes.filter { route in
            let isRead = [HTTPRequest.Method.get, .head, .options].contains(route.method)
            return !isRead || route.method == .get && route.path.description.hasPrefix("/v1/")
        }.map { "\($0.method.rawValue) \($0.path)" }
        // It is no endpoint: its answer has no end.
        let rows = Set(Admission.rows.keys).union(["GET \(SignInRequestEvents.path)"])
        #expect(Set(served).subtracting(rows).isEmpty)
        #expect(rows.subtracting(served).isEmpty)
    }

    @Test func `a session that has shown nothing does no guarded act and revokes nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await RecoveryCodeTests.sessionWithBackup(client)
            let contact = try await client.addVerified(.email, ContactTests.mail, in: session, service)
            let device = try #require(session.opened.device)
            try await service.setCredential(of: device, account: session.opened.account, isConfirmed: true)
            let other = try #require(try await client.signIn(device: .new(name: "New phone")).opened.device)
            service.clock.advance(31 * 60)
            let requests = try Self.requests(session, contact: contact.contact, other: other)
            for (route, admission) in Admission.rows {
                switch admission {
                case .evidence, .secret: break
                default: continue
                }
                let body = try #require(requests[route], "no request for \(route)")
                let parts = route.split(separator: " ").map(String.init)
                let signature = session.sign(method: parts[0], path: parts[1], body: body)
                let answer = try await client.send(
                    parts[1],
                    method: try #require(HTTPRequest.Method(parts[0])),
                    body: body,
                    authorization: signature.header
                )
                let problem = try answer.decode(Problem.self)
                #expect(problem.code == .evidenceNeeded, "\(route)")
                #expect(problem.evidence?.shown == [] && problem.evidence?.settles == nil, "\(route)")
                #expect(problem.evidence?.possible == [.password, .contact, .device], "\(route)")
            }
            #expect(try await client.call(ListDevices.self, Nothing(), session: session).devices.count == 2)
            #expect(try await client.backup(in: session)?.epoch == 1)
            #expect(try await client.contacts(in: session).count == 1)
        }
    }

    @Test func `a page that changes something changes nothing for a browser that nobody has signed in in`() async throws
    {
        try await TokenTests.run { service, world in
            let (_, person, browser, _) = world
            let token = try #require(try await browser.open("/sign-in").form("/sign-in")?["token"])
            let device = try #require(person.session.opened.device).rawValue
            for (route, admission) in Admission.rows where admission == .browser || admission.needsRecentSignIn {
                let path = try #require(route.split(separator: " ").last.map(String.init))
                let page = try await browser.post(path, ["token": token, "device": device])
                let asksToSignIn = page.location?.contains("/sign-in?") == true
                #expect(asksToSignIn || page.status.code >= 400, "\(path)")
            }
            #expect(try await service.count("device") == 1)
        }
    }

    @Test func `a page that changes something takes a sign-in of a quarter of an hour ago`() async throws {
        try await TokenTests.run { service, world in
            let (_, person, browser, application) = world
            _ = try await person.signIn(browser, to: application)
            let account = try await browser.open("/account")
            let fields = try #require(account.form("/account/applications/revoke"))
            let device = try #require(person.session.opened.device).rawValue
            service.clock.advance(15 * 60 + 1)
            for (route, admission) in Admission.rows where admission.needsRecentSignIn {
                let path = try #require(route.split(separator: " ").last.map(String.init))
                let page = try await browser.post(path, fields.merging(["device": device]) { mine, _ in mine })
                #expect(page.location?.contains("/sign-in?") == true, "\(path)")
            }
            #expect(try await service.count("consent") == 1)
            #expect(try await service.count("device") == 1)
            let again = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            #expect(again.body.contains("class=\"title\">Wiki<"))
            _ = try await browser.submit(again, to: "/account/applications/revoke")
            #expect(try await service.count("consent") == 0)
        }
    }

    /// What is sent to each of those endpoints.
    private static func requests(
        _ session: TestSession,
        contact: ContactID,
        other: ServiceDeviceID
    ) throws -> [String: [UInt8]] {
        let message = try TestClient.opaque.createRegistrationRequest(password: SecretBytes(utf8: "new")).0
        let registration = Bytes(message.bytes)
        let key = Bytes([UInt8](repeating: 1, count: 72))
        let proof = try #require(ContactProofID(String(repeating: "0", count: 32)))
        var bodies: [String: [UInt8]] = [:]
        func add<E: Endpoint>(_ endpoint: E.Type, _ request: E.Request) throws {
            let isEmpty = E.Request.self == Nothing.self
            bodies["\(E.method.rawValue) \(E.path)"] = isEmpty ? [] : Array(try JSONEncoder().encode(request))
        }
        bodies["POST /v1/account/delete"] = []
        bodies["GET /v1/account/export"] = []
        try add(StartPasswordChange.self, .init(request: registration))
        try add(StartRecoveryCode.self, .init(request: registration))
        try add(AddContact.self, .init(kind: .email, value: "eve@example.net", language: "en"))
        try add(RemoveContact.self, .init(contact: contact))
        try add(RevokeDevice.self, .init(device: other))
        let credential = P256.Signing.PrivateKey()
        try add(RegisterDeviceCredential.self, Approver.registration(session, proof: proof, key: credential))
        try add(RemoveDeviceCredential.self, Nothing())
        try add(CreateBackup.self, .init(id: BackupTests.other, epoch: 1, wrappedKey: key, replaces: BackupTests.id))
        let head = BackupTests.head(1, epoch: 2)
        try add(
            AdvanceEpoch.self,
            .init(id: BackupTests.id, previous: 0, head: head, wrappedKey: key, recovery: nil)
        )
        try add(DeleteBackup.self, .init(id: BackupTests.id))
        try add(RestoreBackup.self, .init(id: BackupTests.id))
        return bodies
    }
}
