import AccountAPI
import AccountServer
import OPAQUE
import SQLDatabase
import Testing

/// What a new password and a new code end, and what they leave.
extension RecoveryCodeTests {
    @Test func `the new password uses the code up and frees the session`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await Self.sessionWithBackup(client)
            try await client.addVerified(.email, ContactTests.mail, in: session, service)
            try await client.makeCode(Self.code, in: session, wrapping: Self.key)
            let code = try await client.signInSettled(TestClient.ada, Self.code, with: .recoveryCode, reading: service)
            let second = try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            let exported = try await client.changePassword(to: "another password", in: code, wrapping: Self.key)
            await #expect(throws: OPAQUEError.wrongPassword) {
                try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            }
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn() }
            // The session that has set the password goes on; another one of the same code is over.
            let state = try await Self.account(client, code)
            #expect(!state.isLimited && state.recoveryCode == nil)
            try await BackupTests.advance(client, code, BackupTests.head(1))
            try await expectProblem(.sessionInvalid) { try await Self.account(client, second) }
            let again = try await client.signIn(TestClient.ada, "another password")
            #expect(again.exportKey == exported)
            #expect(try await client.backup(in: again)?.wrappedKey?.bytes == Self.key.wrapped(under: exported))
        }
    }

    @Test func `a session without a device that has set the password continues`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            try await client.makeCode(Self.code, in: owner)
            let code = try await client.signIn(TestClient.ada, Self.code, device: nil, with: .recoveryCode)
            try await client.showContact(in: code, service)
            try await client.changePassword(to: "another password", in: code)
            try await client.makeCode("another code", in: code)
            _ = try await client.signIn(TestClient.ada, "another code", with: .recoveryCode)
        }
    }

    @Test func `a new code made before the new password is not the one that is used up`() async throws {
        try await TestService().run { client in
            let session = try await Self.sessionWithBackup(client)
            try await client.makeCode(Self.code, in: session, wrapping: Self.key)
            let code = try await client.signIn(again: session, Self.code, with: .recoveryCode)
            let exported = try await client.makeCode("another code", in: code, wrapping: Self.key)
            #expect(try await Self.account(client, code).isLimited)
            // The session's own code is gone; what the new one wraps is not given to it.
            #expect(try await client.backup(in: code)?.wrappedKey == nil)
            try await client.changePassword(to: "another password", in: code, wrapping: Self.key)
            let again = try await client.signIn(TestClient.ada, "another code", with: .recoveryCode)
            #expect(again.exportKey == exported)
            #expect(try await client.backup(in: again)?.wrappedKey?.bytes == Self.key.wrapped(under: exported))
        }
    }

    @Test func `a new code ends the old one and the sessions it opened`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            try await client.makeCode(Self.code, in: session)
            let thief = try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            let (started, state) = try await client.start(TestClient.ada, Self.code, with: .recoveryCode)
            try await client.makeCode("another code", in: session)
            try await expectProblem(.sessionInvalid) { try await Self.account(client, thief) }
            let (ke3, _, _) = try TestClient.opaque.generateKE3(state, ke2: KE2(bytes: started.ke2.bytes))
            let finish = SignInTests.finish(started.signIn, ke3.bytes)
            try await expectProblem(.signInRefused) { try await client.call(FinishSignIn.self, finish) }
            await #expect(throws: OPAQUEError.wrongPassword) {
                try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            }
        }
        #expect(try await service.count("credential") == 2)
    }

    @Test(arguments: [false, true])
    func `a new device that has shown the old code alone goes with it, and no other`(isUsedUp: Bool) async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            let owner = try await client.registered()
            try await client.makeCode(Self.code, in: owner)
            let new = SigningDevice.new(name: "Thief")
            let thief = try await client.signIn(TestClient.ada, Self.code, device: new, with: .recoveryCode)
            _ = try await client.signIn(device: .new(name: "Phone"))
            #expect(try await CodeTests.verify(client, thief.code(at: service.clock.now), party))
            if isUsedUp {
                let limited = try await client.signIn(again: owner, Self.code, with: .recoveryCode)
                try await client.changePassword(to: "another password", in: limited)
            } else {
                try await client.makeCode("another code", in: try await client.signIn(again: owner))
            }
            service.clock.advance(30)
            #expect(try await !CodeTests.verify(client, thief.code(at: service.clock.now), party))
            let left = try await service.count("device")
            // The new password has put out who had shown the old one alone.
            #expect(left == (isUsedUp ? 1 : 2))
        }
    }

    @Test func `a password change keeps the code`() async throws {
        try await TestService().run { client in
            let session = try await Self.sessionWithBackup(client)
            let exported = try await client.makeCode(Self.code, in: session, wrapping: Self.key)
            try await client.changePassword(to: "another password", in: session, wrapping: Self.key)
            let code = try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            #expect(try await client.backup(in: code)?.wrappedKey?.bytes == Self.key.wrapped(under: exported))
        }
    }

    @Test func `a session under a password that was replaced changes no credential`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let stolen = try await Self.sessionWithBackup(client)
            try await client.addVerified(.email, ContactTests.mail, in: stolen, service)
            let owner = try await client.signInSettled(reading: service)
            try await client.changePassword(to: "another password", in: owner, wrapping: Self.key)
            // Its codes and its list of devices go on until it is revoked.
            _ = try await client.call(ListDevices.self, Nothing(), session: stolen)
            let attempts: [() async throws -> Void] = [
                { try await client.changePassword(to: "mine now", in: stolen, wrapping: Self.key) },
                { try await client.makeCode("mine now", in: stolen, wrapping: Self.key) },
                { try await client.createBackup(BackupTests.other, key: Self.key, in: stolen) },
                {
                    let head = BackupTests.head(1, epoch: 2)
                    try await client.advanceEpoch(of: BackupTests.id, to: head, key: Self.key, in: stolen)
                },
            ]
            for attempt in attempts {
                try await expectProblem(.expired) { try await attempt() }
            }
            try await client.makeCode(Self.code, in: owner, wrapping: Self.key)
        }
    }

    @Test func `a code is begun with evidence of the last quarter of an hour, and finished within half an hour`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            service.clock.advance(14 * 60)
            try await client.makeCode(Self.code, in: session) { service.clock.advance(29 * 60) }
            try await expectProblem(.evidenceNeeded) { try await client.makeCode(Self.code, in: session) }
            let later = try await client.signIn(again: session)
            try await expectProblem(.expired) {
                try await client.makeCode(Self.code, in: later) { service.clock.advance(31 * 60) }
            }
        }
    }

    @Test func `a session from before recovery codes continues, but signs in again for a change`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            try await service.database.write { try $0.execute("UPDATE session SET credential = NULL") }
            _ = try await client.call(ListDevices.self, Nothing(), session: session)
            try await expectProblem(.expired) { try await client.makeCode(Self.code, in: session) }
            try await client.makeCode(Self.code, in: try await client.signIn(again: session))
        }
    }
}
