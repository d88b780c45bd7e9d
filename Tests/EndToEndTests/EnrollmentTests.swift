import AccountAPI
import AccountServer
import DeviceCore
import Encodings
import Foundation
import Primitives
import Synchronization
import TestSupport
import Testing

/// Work accounts: enrolled by an administrator's code, lost with the phone, and made ready again by another one.
@Suite struct EnrollmentTests {
    @Test func `an enrolled account shows six digits, and comes back from a backup needing a code`() async throws {
        try await World.run { world in
            let acme = try await Office(world)
            let old = world.phone("old")
            let change = try await acme.enroll(old)
            #expect((change.entry.issuer, change.entry.account) == (Office.name, "ada"))
            #expect((change.entry.state, change.entry.digits, change.entry.kind) == (.ready, 6, "work"))
            try await old { try $0.turnOnBackup(to: world.storage) }
            let before = try old.codes.code(of: change.entry.id, next: false, at: nil).code
            #expect(before?.count == 6)

            try world.lose("old")
            let new = world.phone("new")
            let report = try await new { try $0.recover(from: world.storage) }
            #expect(report.entries.first { $0.kind == "work" }?.state == .needsQRCode)
            #expect(throws: Failure(.entryNotReady)) {
                try new.codes.code(of: change.entry.id, next: false, at: nil)
            }
            let account = try new.enrollment.workAccount(named: Office.name)
            let invitation = try await acme.invitation()
            let offer = try await new { try $0.enrollment.read(invitation, for: account) }
            #expect((offer.organizationName, offer.member) == (Office.name, "ada"))
            let recovered = try await new { try $0.enrollment.enroll(offer) }
            #expect(recovered.entry.id == change.entry.id)
            #expect(recovered.entry.state == .ready)

            let after = try new.codes.code(of: change.entry.id, next: false, at: nil).code
            #expect(after != before)
            for code in [before, after].compactMap(\.self) {
                #expect(try await world.accepts(code, of: "ada@acme"))
                #expect(try await !world.accepts(code, of: "ada@acme"))
            }
            #expect(try await new { try $0.accounts.devices(of: Office.name) }.count == 2)
            #expect(try await new { try $0.accounts.devices(of: nil) }.count == 2)
        }
    }

    @Test func `a device whose work account is removed is taken off the organisation's list`() async throws {
        try await World.run { world in
            let acme = try await Office(world)
            let (old, new) = (world.phone("old"), world.phone("new"))
            try await acme.enroll(old)
            try await acme.enroll(new)
            world.clock.advance(by: 86_400)
            #expect(try await old { try $0.entries.remove(Office.name) }.departure == .gone)
            #expect(try await new { try $0.accounts.devices(of: Office.name) }.map(\.current) == [true])
        }
    }

    @Test func `a member has no password: the enrollment stands for it when a lost device is removed`() async throws {
        try await World.run { world in
            let acme = try await Office(world)
            _ = try await acme.enroll(world.phone("old"))
            let person = Person(in: world)
            let new = world.phone("new").proving(with: person.questions)
            let entry = try await acme.enroll(new).entry
            #expect(entry.codesCountFrom == nil)
            world.clock.advance(by: 86_400)
            let lost = try #require(try await new { try $0.accounts.devices(of: Office.name) }.first { !$0.current })
            #expect(lost.settles == nil)
            try await new { try $0.accounts.revokeDevice(lost.id.rawValue, of: Office.name) }
            #expect(try await new { try $0.accounts.devices(of: Office.name) }.map(\.current) == [true])
            #expect(person.typed.value == 0)
            #expect(await failure { try await new { try $0.evidence.settle(Office.name) } } == Failure(.workAccount))
        }
    }

    @Test func `a code of another member or organisation recovers nothing and stays good`() async throws {
        try await World.run { world in
            let acme = try await Office(world)
            let phone = world.phone("phone")
            _ = try await acme.enroll(phone)
            let account = try phone.enrollment.workAccount(named: Office.name)
            let other = try await Office(world, slug: "other")
            for invitation in [try await acme.invitation(for: "eve"), try await other.invitation()] {
                await #expect(throws: Failure(.enrollmentForOther)) {
                    try await phone { try $0.enrollment.read(invitation, for: account) }
                }
                let second = world.phone("second")
                _ = try await second { try $0.enrollment.enroll($0.enrollment.read(invitation)) }
            }
        }
    }

    @Test func `an account that is enrolled again keeps its entry and gives its former device back`() async throws {
        try await World.run { world in
            let acme = try await Office(world)
            let phone = world.phone("phone")
            let first = try await acme.enroll(phone).entry
            for _ in 0..<7 {
                #expect(try await acme.enroll(phone).entry == first)
            }
            #expect(try await phone { try $0.accounts.devices(of: Office.name) }.map(\.current) == [true])
        }
    }

    @Test func `a device whose answer is lost on the way asks again, and raises no alarm`() async throws {
        try await World.run { world in
            let acme = try await Office(world)
            let lost = Mutex(0)
            let transport = LyingTransport(honest: world.loopback) { path, answer in
                guard path == UseEnrollment.path,
                    lost.withLock({
                        $0 += 1; return $0 <= 2
                    })
                else { return answer }
                throw AccountError.unreachable(place: path)
            }
            let phone = world.phone("phone", through: transport)
            let entry = try await acme.enroll(phone).entry
            #expect(entry.state == .ready)
            let code = try phone.codes.code(of: entry.id, next: false, at: nil).code
            #expect(try await world.accepts(#require(code), of: "ada@acme"))
            #expect(try await phone { try $0.accounts.devices(of: Office.name) }.count == 1)
            let log = try await world.organizations.audit(of: acme.organization.id).map(\.action)
            #expect(!log.contains(.codeReused))
        }
    }

    @Test func `a service that shows names of no length is not believed, and none that a terminal obeys arrives`()
        async throws
    {
        try await World.run { world in
            let acme = try await Office(world)
            let invitation = try await acme.invitation()
            let names: [(String, String?)] = [
                ("", nil), ("\u{202E}\u{1B}", nil), (String(repeating: "x", count: 201), nil),
                ("Acme\u{1B}[2J", "Acme [2J"), ("Acme\u{202E}emcA", "AcmeemcA"),
            ]
            for (name, shown) in names {
                let transport = LyingTransport(honest: world.loopback) { path, answer in
                    guard path == ReadEnrollment.path else { return answer }
                    let read = try JSONDecoder().decode(ReadEnrollment.Response.self, from: Data(answer.body))
                    let lie = ReadEnrollment.Response(
                        organization: read.organization,
                        organizationName: name,
                        member: read.member,
                        expires: read.expires
                    )
                    return TransportAnswer(status: 200, body: Array(try JSONEncoder().encode(lie)))
                }
                let phone = world.phone("phone", through: transport)
                guard let shown else {
                    await #expect(throws: AccountError.self) { try await phone { try $0.enrollment.read(invitation) } }
                    continue
                }
                #expect(try await phone { try $0.enrollment.read(invitation) }.organizationName == shown)
            }
        }
    }

    @Test func `until the member agrees, the service of a code gets the code and nothing of the device`() async throws {
        try await World.run { world in
            let acme = try await Office(world)
            let invitation = try await acme.invitation()
            let sent = Box<[String]>([])
            let transport = WatchingTransport(honest: world.loopback) { call in
                sent.value.append(call.url)
                sent.value.append(String(decoding: call.body, as: UTF8.self))
                sent.value.append(call.authorization ?? "")
            }
            let phone = world.phone("phone", through: transport)
            let offer = try await phone { try $0.enrollment.read(invitation) }
            let told = (offer.invitation.service.text, offer.organizationName, offer.member)
            #expect(told == (World.service, Office.name, "ada"))
            #expect(
                sent.value == [World.service + ReadEnrollment.path, #"{"code":"\#(invitation.code.plain)"}"#, ""]
            )
            #expect(try phone.entries.list().isEmpty)
        }
    }

    @Test func `a service that exchanges the member at the last moment is not believed`() async throws {
        try await World.run { world in
            let acme = try await Office(world)
            let transport = LyingTransport(honest: world.loopback) { path, answer in
                guard path == UseEnrollment.path else { return answer }
                let text = String(decoding: answer.body, as: UTF8.self)
                return TransportAnswer(status: 200, body: Array(text.replacing(#""ada""#, with: #""eve""#).utf8))
            }
            let phone = world.phone("phone", through: transport)
            await #expect(throws: AccountError.self) { try await acme.enroll(phone) }
            #expect(try phone.entries.list().isEmpty)
        }
    }

    @Test func `what a work account lacks is told without a word about backup alone`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            _ = try await Office(world).enroll(phone)
            let password = try Password(existing: SecretBytes(utf8: World.password))
            let acts: [() async throws -> Void] = [
                {
                    _ = try await phone {
                        try $0.accounts.changePassword(of: Office.name, from: password, to: { _ in password })
                    }
                },
                { _ = try phone.accounts.personalListing(named: Office.name) },
                { _ = try await phone { try $0.evidence.settle(Office.name) } },
            ]
            for act in acts { #expect(await failure { try await act() } == Failure(.workAccount)) }
        }
    }

    @Test func `a work account keeps no backup`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            _ = try await Office(world).enroll(phone)
            await #expect(throws: Failure(.workAccountRefused)) {
                try await phone {
                    try $0.backups.turnOn(storage: world.storage, account: Office.name) {
                        throw Failure(.emptyPassword)
                    }
                }
            }
        }
    }
}
