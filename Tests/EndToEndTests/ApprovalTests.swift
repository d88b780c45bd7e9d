import AccountAPI
import AccountServer
import DeviceCore
import Encodings
import Entries
import Foundation
import Primitives
import TestSupport
import Testing
import Vault

/// The story of an account that answers sign-in requests, from one phone to the next.
@Suite struct ApprovalTests {
    static let mail = "someone@mail.example"

    static var password: Password {
        get throws { try Password(existing: SecretBytes(utf8: World.password)) }
    }

    /// Starts a sign-in, as a page does that shows the number.
    static func signIn(_ world: World) async throws -> (id: SignInRequestID, number: Int) {
        try await world.requests.start(
            username: World.username,
            by: .browser("desk", network: "127.0.0.1"),
            client: nil,
            application: "Reading Room",
            place: "this machine"
        )
    }

    /// Whether a phone can approve a sign-in.
    static func approves(_ phone: Device, _ world: World) async throws -> Bool {
        let (id, number) = try await signIn(world)
        try await phone { try $0.approvals.answer(nil, .approve(number: number)) }
        return try await world.requests.consume(id) != nil
    }

    /// A phone whose account has a backup, a contact and approvals.
    static func approver(_ name: String, _ world: World) async throws -> Device {
        let phone = world.phone(name)
        try await phone.add(RecoveryTests.accounts[0])
        try await phone { try $0.turnOnBackup(to: world.storage) }
        _ = try await phone { try $0.contacts.add(.email, Self.mail, to: nil, questions: world.person) }
        let entry = try await phone { try $0.approvals.turnOn(of: nil, questions: world.person) }.entry
        #expect(entry.state == .ready)
        _ = try await phone { try $0.backups.backUpIfPending() }
        return phone
    }

    @Test func `an account that answers sign-in requests comes back, and answers on the new phone`() async throws {
        try await World.run { world in
            // A phone answers the sign-in requests of its account.
            let old = try await Self.approver("old", world)
            let (id, number) = try await Self.signIn(world)
            let request = try #require(try await old { try $0.approvals.requests() }.requests.first)
            #expect(request.application == "Reading Room" && request.place == "this machine")
            try await old { try $0.approvals.answer(request.id, .approve(number: number)) }
            #expect(try await world.requests.consume(id) != nil)

            // The next day a new phone recovers. What is of other sites is there; the account asks for more.
            world.clock.advance(by: 86_400)
            let new = world.phone("new")
            let report = try await new { try $0.recover(from: world.storage) }
            #expect(report.entries.map(\.state) == [.ready, .needsSignIn])
            let missing = await failure { try await new { try $0.approvals.requests() } }
            #expect(missing?.code == .approvalsOff && missing?.values["account"] != nil, "with what sets them up")

            // Sign in to recover: the password, then a code sent to the contact, then a test.
            let sentBefore = world.mailbox.messages.filter { $0.kind == .contactCode }.count
            let change = try await new {
                try $0.approvals.recoverPersonalEntry(
                    World.username,
                    password: { try Self.password },
                    questions: world.person
                )
            }
            #expect(change.entry.state == .ready && change.isConfirmed)
            #expect(world.mailbox.messages.filter { $0.kind == .contactCode }.count == sentBefore + 1)

            // The new phone answers, and the old one stays valid: with its answers and with its codes.
            #expect(try await Self.approves(new, world))
            #expect(try await Self.approves(old, world))
            for phone in [old, new] {
                let code = try phone.codes.code(of: World.username, next: false, at: world.clock.now)
                #expect(try await world.accepts(#require(code.code)))
            }

            // The old phone is told of all that; the new one is not told of itself.
            let told = try await old { try $0.approvals.requests() }.notices.map(\.kind)
            #expect(told.sorted() == ["credential-made", "recovered"])
            try await old { $0.approvals.markShown(try $0.approvals.requests().notices) }
            #expect(try await old { try $0.approvals.requests() }.notices.isEmpty)
            #expect(try await new { try $0.approvals.requests() }.notices.isEmpty)
        }
    }

    @Test func `without the code the account does not become ready`() async throws {
        try await World.run { world in
            _ = try await Self.approver("old", world)
            let new = world.phone("new")
            _ = try await new { try $0.recover(from: world.storage) }
            let asked = Box(0)
            let wrong = ContactQuestions(language: "en") { contacts in
                contacts[0]
            } code: { _ in
                asked.value += 1
                return try ContactCode(typed: SecretBytes(utf8: "00000000"))
            }
            await #expect(throws: AccountError.self) {
                try await new {
                    try $0.approvals.recoverPersonalEntry(
                        World.username,
                        password: { try Self.password },
                        questions: wrong
                    )
                }
            }
            #expect(asked.value == 5)
            let contents = try new.vault().contents()
            #expect(contents.deviceBound.credentials.isEmpty)
            #expect(try new.entries.list().map(\.state) == [.ready, .needsSignIn])
        }
    }

    @Test func `an account without a contact cannot turn approvals on`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            await #expect(throws: Failure(.noContact)) {
                try await phone { try $0.approvals.turnOn(of: nil, questions: world.person) }
            }
            #expect(try phone.vault().contents().deviceBound.credentials.isEmpty)
        }
    }

    @Test func `the key is on the disk before the service hears of it`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            _ = try await phone { try $0.contacts.add(.email, Self.mail, to: nil, questions: world.person) }
            let seen = Box<[Bool]>([])
            let watched = WatchingTransport(honest: world.loopback) { call in
                guard call.url.hasSuffix(RegisterDeviceCredential.path) else { return }
                let vault = try UnlockedVault.open(in: phone.store, with: .keyFile)
                let credentials = try vault.contents().deviceBound.credentials.values
                seen.value += credentials.map(\.isConfirmed)
                throw TransportBroken()
            }
            let broken = world.phone("phone", through: watched)
            await #expect(throws: AccountError.self) {
                try await broken { try $0.approvals.turnOn(of: nil, questions: world.person) }
            }
            #expect(seen.value == [false])
            // Nothing is ready that was not tested; the next try is a whole one.
            await #expect(throws: Failure(.approvalsOff)) { try await phone { try $0.approvals.requests() } }
            #expect(try await phone { try $0.approvals.turnOn(of: nil, questions: world.person) }.entry.state == .ready)
            #expect(try await Self.approves(phone, world))
        }
    }

    @Test func `the private key is never sent, and is in no backup`() async throws {
        try await World.run { world in
            let sent = Box<[UInt8]>([])
            let watched = WatchingTransport(honest: world.loopback) { sent.value += $0.body }
            let phone = world.phone("phone", through: watched)
            try await phone { try $0.turnOnBackup(to: world.storage) }
            _ = try await phone { try $0.contacts.add(.email, Self.mail, to: nil, questions: world.person) }
            _ = try await phone { try $0.approvals.turnOn(of: nil, questions: world.person) }
            _ = try await phone { try $0.backups.backUpIfPending() }
            let contents = try phone.vault().contents()
            let key = try #require(contents.deviceBound.credentials.values.first).key
            let secret = key.exposedBytes()
            let published = Data(try SystemKeyPairs().publicKey(of: key)).base64EncodedString()
            let body = String(decoding: sent.value, as: UTF8.self).replacing("\\/", with: "/")
            #expect(body.contains(published))
            #expect(!body.contains(Data(secret).base64EncodedString()))
            #expect(!body.lowercased().contains(secret.map { String(format: "%02x", $0) }.joined()))
            // The portable half is all that a snapshot is made of.
            let portable = try phone.vault().encodedContents().portable.exposedBytes()
            let text = String(decoding: portable, as: UTF8.self)
            #expect(text.contains("\"approves\":true"))
            #expect(!text.contains(Data(secret).base64EncodedString()) && !text.contains(published))
        }
    }

    @Test func `approvals are turned off, and the last phone turns them off for the account`() async throws {
        try await World.run { world in
            let old = try await Self.approver("old", world)
            let new = world.phone("new")
            _ = try await new { try $0.recover(from: world.storage) }
            _ = try await new {
                try $0.approvals.recoverPersonalEntry(
                    World.username,
                    password: { try Self.password },
                    questions: world.person
                )
            }
            func approving(_ phone: Device) async throws -> [Bool] {
                try phone.vault().contents().portable.entries.compactMap { entry in
                    if case .personal(let account) = entry.content { account.approves } else { nil }
                }
            }
            #expect(try await new { try $0.approvals.turnOff(of: nil) }.state == .needsSignIn)
            #expect(try await approving(new) == [true])
            #expect(try await Self.approves(old, world))
            #expect(try await old { try $0.approvals.turnOff(of: nil) }.state == .ready)
            #expect(try await approving(old) == [false])
            await #expect(throws: Failure(.approvalsOff)) { try await old { try $0.approvals.turnOff(of: nil) } }
            let (id, _) = try await Self.signIn(world)
            #expect(try await world.requests.outcome(of: id) == .pending)
        }
    }

    @Test func `a person denies, reports, mistypes and is late, each told apart`() async throws {
        try await World.run { world in
            let phone = try await Self.approver("phone", world)
            await #expect(throws: Failure(.noSuchRequest)) { try await phone { try $0.approvals.answer(nil, .deny) } }
            var (id, number) = try await Self.signIn(world)
            try await phone { [id] in try $0.approvals.answer(String(id.rawValue.prefix(8)), .deny) }
            #expect(try await world.requests.outcome(of: id) == .refused)
            await #expect(throws: Failure(.noSuchRequest)) {
                try await phone { [id] in try $0.approvals.answer(id.rawValue, .deny) }
            }

            (id, number) = try await Self.signIn(world)
            let wrong = number == 10 ? 11 : 10
            await #expect(throws: AccountError.self) {
                try await phone { try $0.approvals.answer(nil, .approve(number: wrong)) }
            }
            #expect(try await world.requests.outcome(of: id) == .refused)

            (id, number) = try await Self.signIn(world)
            try await phone { try $0.approvals.answer(nil, .report) }
            #expect(try await world.requests.outcome(of: id) == .refused)
        }
    }
}
