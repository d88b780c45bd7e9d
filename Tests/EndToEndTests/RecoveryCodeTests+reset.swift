import AccountAPI
import DeviceCore
import Primitives
import Testing

/// A forgotten password that the paper replaces, on a phone that is there or on a new one.
extension RecoveryCodeTests {
    @Test func `where the new code is not typed back, neither it nor the new password is set`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            let paper = try await old { try $0.makeCode() }
            let reader = world.mailbox.reader(of: Self.mail)
            _ = try await old { try $0.contacts.add(.email, Self.mail, to: nil, questions: reader) }
            try world.lose("old")
            let new = world.phone("new").proving(with: Person(in: world, reading: Self.mail).questions)
            try await new { try $0.recover(from: world.storage, code: paper.text) }
            await #expect(throws: Failure(.recoveryCodeDiffers)) {
                try await new {
                    try $0.accounts.finishRecovery(of: nil, newPassword: Self.password, confirm: { _ in false })
                }
            }
            #expect(try await new { try $0.accounts.status(of: nil) }.needsNewPassword)
            #expect(
                try await world.phone("third") {
                    try $0.recover(from: world.storage, code: paper.text)
                }.restored == 1
            )
            #expect(try await world.phone("fourth") { try $0.recover(from: world.storage) }.restored == 1)
            let code = try await new { try $0.finishRecovery() }
            #expect(
                try await world.phone("fifth") {
                    try $0.recover(from: world.storage, code: code.text)
                }.restored == 1
            )
        }
    }

    @Test func `stopping at the new password loses nothing, and another start of the app goes on`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            let paper = try await old { try $0.makeCode() }
            let reader = world.mailbox.reader(of: Self.mail)
            _ = try await old { try $0.contacts.add(.email, Self.mail, to: nil, questions: reader) }
            try world.lose("old")
            let owner = Person(in: world, reading: Self.mail)
            let new = world.phone("new").proving(with: owner.questions)
            try await new { try $0.recover(from: world.storage, code: paper.text) }
            let asked = Box(0)
            await #expect(throws: PasswordError.self) {
                try await new {
                    try $0.accounts.finishRecovery(
                        of: nil,
                        newPassword: { _ in
                            asked.value += 1
                            throw PasswordError.empty
                        },
                        confirm: { _ in true }
                    )
                }
            }
            #expect(asked.value == 1, "it is the password that was not given")
            #expect(try new.entries.list().count == 2)
            // The paper and the old password are as good as before.
            #expect(
                try await world.phone("third") {
                    try $0.recover(from: world.storage, code: paper.text)
                }.restored == 2
            )
            #expect(try await world.phone("fourth") { try $0.recover(from: world.storage) }.restored == 2)

            // Another start of the app knows what is left, and needs no paper for it.
            let again = world.phone("new").proving(with: owner.questions)
            #expect(try again.entries.needingPassword().map(\.account) == [World.username])
            let next = try await again { try $0.finishRecovery() }
            #expect(try again.entries.needingPassword().isEmpty)
            try await again.add(RecoveryTests.accounts[1])
            #expect(try await again { try $0.backups.backUpIfPending() }?.entries == 3)
            #expect(
                try await world.phone("fifth") {
                    try $0.recover(from: world.storage, code: next.text)
                }.restored == 3
            )
        }
    }

    @Test func `where the new code cannot be saved after the new password, that is what is said`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            let paper = try await phone { try $0.makeCode() }
            let cut = CutTransport(honest: world.loopback, path: FinishRecoveryCode.path)
            let failing = world.phone("phone", through: cut)
            let told = await failure {
                try await failing {
                    try $0.resetPassword(with: paper, to: Self.password)
                }
            }
            #expect(told == Failure(.recoveryCodeNotSaved, ["cause": "service.unreachable"]))
            let status = try await phone { try $0.accounts.status(of: nil) }
            #expect(status.recoveryCode == .none && !status.needsNewPassword)
            #expect(
                await world.failure { try $0.recover(from: world.storage, code: paper.text) }
                    == .wrongRecoveryCode
            )
            let code = try await phone { try $0.makeCode(password: Self.newPassword) }
            #expect(
                try await world.phone("third") {
                    try $0.recover(from: world.storage, code: code.text)
                }.restored == 1
            )
        }
    }

    @Test func `a new password whose answer was lost is not told as one that was not set`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            let paper = try await phone { try $0.makeCode() }
            let path = FinishPasswordChange.path
            let lost = CutTransport(honest: world.loopback, path: path, arrives: true)
            let next = try await world.phone("phone", through: lost) {
                try $0.resetPassword(with: paper, to: Self.password)
            }.code
            #expect(try await world.phone("new") { try $0.recover(from: world.storage, code: next.text) }.restored == 1)
            let third = try await world.phone("third") {
                try $0.recover(from: world.storage, password: Self.newPassword)
            }
            #expect(third.restored == 1)
        }
    }

    @Test func `a forgotten password is replaced on a phone that is still there`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone.add(RecoveryTests.accounts[0])
            try await phone { try $0.turnOnBackup(to: world.storage) }
            let paper = try await phone { try $0.makeCode() }
            let next = try await phone {
                try $0.resetPassword(with: paper, to: Self.password)
            }.code
            #expect(try await phone { try $0.accounts.devices(of: nil) }.count == 1)
            try await phone.add(RecoveryTests.accounts[1])
            #expect(try await phone { try $0.backups.backUpIfPending() }?.entries == 3)
            for secret in [paper.text, next.text] {
                let failure = await world.failure(on: secret) {
                    try $0.recover(from: world.storage, code: secret)
                }
                #expect(failure == (secret == next.text ? nil : .wrongRecoveryCode))
            }
        }
    }

    @Test func `a code made before the backup opens nothing, says so, and still replaces a forgotten password`()
        async throws
    {
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone.add(RecoveryTests.accounts[0])
            let password = try Password(existing: SecretBytes(utf8: World.password))
            _ = try await phone {
                try $0.accounts.create(
                    username: World.username,
                    at: ServiceAddress(World.service),
                    password: password
                )
            }
            let paper = try await phone { try $0.makeCode() }
            #expect(try await phone { try $0.accounts.status(of: nil) }.recoveryCode == .current)
            _ = try await phone { try $0.backups.turnOn(storage: world.storage, account: nil) { password } }
            let status = try await phone { try $0.accounts.status(of: nil) }
            #expect(status.recoveryCode == .outdated && status.warning == "outdatedRecoveryCode")
            let failure = await world.failure { try $0.recover(from: world.storage, code: paper.text) }
            #expect(failure == .recoveryCodeOpensNothing)
            #expect(try await phone { try $0.accounts.devices(of: nil) }.count == 1)

            // The phone has the key of the backup, so there the code still helps.
            let next = try await phone {
                try $0.resetPassword(with: paper, to: Self.password)
            }.code
            #expect(try await world.phone("new") { try $0.recover(from: world.storage, code: next.text) }.restored == 2)
            #expect(
                try await world.phone("other") {
                    try $0.recover(from: world.storage, password: Self.newPassword)
                }.restored == 2
            )
        }
    }
}
