import AccountAPI
import DeviceCore
import Encodings
import Foundation
import Primitives
import TestSupport
import Testing
import Vault

/// The phone is lost and the password forgotten; a sheet of paper is left.
@Suite struct RecoveryCodeTests {
    static let newPassword = "eight loud orange doors"
    static let mail = "someone@mail.example"

    @Test func `the paper brings the accounts back, and a new password and a new paper take over`() async throws {
        try await World.run { world in
            // The code was written down while the phone was still there.
            let old = world.phone("old")
            for account in RecoveryTests.accounts { try await old.add(account) }
            try await old { try $0.turnOnBackup(to: world.storage) }
            #expect(try await old { try $0.accounts.status(of: nil) }.recoveryCode == .none)
            let paper = try await old { try $0.makeCode() }
            #expect(try await old { try $0.accounts.status(of: nil) }.recoveryCode == .current)
            let reader = world.mailbox.reader(of: Self.mail)
            _ = try await old { try $0.contacts.add(.email, Self.mail, to: nil, questions: reader) }
            try await old.add("otpauth://totp/Registry:ops?secret=JBSWY3DPEHPK3PXP&issuer=Registry")
            _ = try await old { try $0.backups.backUpIfPending() }
            let before = try old.entries.list()
            try world.lose("old")

            // Typed from the paper, in lower case and with spaces, it brings everything back.
            let owner = Person(in: world, reading: Self.mail)
            let new = world.phone("new").proving(with: owner.questions)
            let typed = paper.text.lowercased().replacing("-", with: " ")
            let report = try await new { try $0.recover(from: world.storage, code: typed) }
            #expect(report.restored == 6 && report.expected == 6)
            #expect(report.needsNewPassword)
            #expect(try new.entries.list().filter { $0.codesCountFrom == nil }.count == 5)
            #expect(try await new { try $0.accounts.status(of: nil) }.needsNewPassword)
            // It is known without asking the service, and after the app was closed.
            #expect(try world.phone("new").entries.needingPassword().map(\.account) == [World.username])

            // A code in the mail confirms the new phone; then a new password is set, and a new code shown.
            #expect(try await new { try $0.evidence.settle(nil) }?.isSettled == true)
            #expect(try new.entries.list() == before)
            #expect(owner.asked.value.count == 1 && owner.typed.value == 0)
            let next = try await new { try $0.finishRecovery() }
            #expect(next != paper)
            let status = try await new { try $0.accounts.status(of: nil) }
            #expect(status.recoveryCode == .current && !status.needsNewPassword && status.warning == nil)
            #expect(try world.phone("new").entries.needingPassword().isEmpty)
            try await new.add("otpauth://totp/Post:box?secret=KRUGKIDROVUWG2ZA&issuer=Post")
            #expect(try await new { try $0.backups.backUpIfPending() }?.entries == 7)

            // The old password and the used code are dead.
            #expect(await world.failure { try $0.recover(from: world.storage) } == .wrongPassword)
            #expect(
                await world.failure { try $0.recover(from: world.storage, code: paper.text) }
                    == .wrongRecoveryCode
            )

            // The new password works, and so does the new code.
            let third = try await world.phone("third") {
                try $0.recover(from: world.storage, password: Self.newPassword)
            }
            #expect(third.restored == 7 && !third.needsNewPassword)
            let fourth = try await world.phone("fourth") { try $0.recover(from: world.storage, code: next.text) }
            #expect(fourth.restored == 7)
        }
    }

    @Test func `a typing mistake is reported on the phone and costs no attempt`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            let paper = try await old { try $0.makeCode() }
            var wrong = Array(paper.text)
            wrong[7] = wrong[7] == "Q" ? "R" : "Q"
            for _ in 0..<20 {
                let code = await world.failure { [wrong] in
                    try $0.recover(from: world.storage, code: String(wrong))
                }
                #expect(code == .recoveryCodeMistyped)
            }
            // A code that is well written but another's does cost one.
            let other = RecoveryCode.random().text
            let new = world.phone("new")
            await #expect(throws: Failure(.wrongRecoveryCode, ["left": "999"])) {
                do {
                    try await new { try $0.recover(from: world.storage, code: other) }
                } catch {
                    throw Failure(explaining: error)
                }
            }
        }
    }

    @Test func `with the paper alone the accounts and the backups are there, and the new password follows in a week`()
        async throws
    {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            let paper = try await old { try $0.makeCode() }
            try world.lose("old")
            let new = world.phone("new")
            try await new { try $0.recover(from: world.storage, code: paper.text) }

            // Nothing else is there to show, which is said before anyone thinks of a password or copies a code.
            let date = world.clock.now.adding(seconds: 7 * 86_400)
            let values = ["date": date.day]
            let early = await failure {
                try await new {
                    try $0.accounts.finishRecovery(
                        of: nil,
                        newPassword: { _ in throw PasswordError.empty },
                        confirm: { _ in true }
                    )
                }
            }
            #expect(early == Failure(.evidenceNeeded, values).in(.nothingToShow))
            #expect(try new.entries.list().count == 2)
            let codes = try new.codes.all(at: nil).filter { $0.account == World.username }
            #expect(codes.map(\.codesCountFrom) == [nil])
            #expect(try await world.accepts(#require(codes.first?.code)))

            // What is added meanwhile is backed up.
            try await new.add(RecoveryTests.accounts[1])
            #expect(try await new { try $0.backups.backUpIfPending() }?.entries == 3)

            // A week later, and after another start of the app, the paper sets a new password.
            await world.passWeek()
            let without = await failure { try await world.phone("new") { try $0.finishRecovery() } }
            #expect(without?.code == .sessionLimited)
            let next = try await world.phone("new") {
                try $0.resetPassword(with: paper, to: Self.password)
            }.code
            #expect(
                try await world.phone("third") {
                    try $0.recover(from: world.storage, code: next.text)
                }.restored == 3
            )
            let again = await world.failure(on: "new") { try $0.finishRecovery() }
            #expect(again == .nothingToFinish)

            // Who was told so is not told any more that it is still to be done.
            let late = world.phone("new")
            try late.vault().update { contents in
                let entries = contents.deviceBound.sessions.keys
                for entry in entries { contents.deviceBound.sessions[entry]?.needsNewPassword = true }
            }
            #expect(try late.entries.needingPassword().count == 1)
            #expect(await failure { try await late { try $0.finishRecovery() } }?.code == .nothingToFinish)
            #expect(try late.entries.needingPassword().isEmpty)
        }
    }

    @Test func `a changed password leaves the paper good`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            let paper = try await old { try $0.makeCode() }
            try await old {
                try $0.accounts.changePassword(
                    of: World.username,
                    from: Password(existing: .init(utf8: World.password))
                ) {
                    try Self.password($0)
                }
            }
            #expect(
                try await world.phone("new") {
                    try $0.recover(from: world.storage, code: paper.text)
                }.restored == 1
            )
        }
    }

    @Test func `an unconfirmed code leaves the old one active`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            let paper = try await old { try $0.makeCode() }
            await #expect(throws: Failure(.recoveryCodeDiffers)) { try await old { try $0.makeCode { _ in false } } }
            #expect(
                try await world.phone("new") {
                    try $0.recover(from: world.storage, code: paper.text)
                }.restored == 1
            )
        }
    }

    @Test func `neither the service nor its traffic holds the code`() async throws {
        try await World.run { world in
            let seen = Box<[UInt8]>([])
            let tap = TappedTransport(honest: world.loopback, seen: seen)
            let old = world.phone("old", through: tap)
            try await old { try $0.turnOnBackup(to: world.storage) }
            let paper = try await old { try $0.makeCode() }
            try await world.phone("new", through: tap) { try $0.recover(from: world.storage, code: paper.text) }
            let traffic = String(decoding: seen.value, as: UTF8.self)
            #expect(traffic.contains(World.username))
            #expect(traffic.contains(#""credential":"recovery-code""#))
            let plain = paper.text.replacing("-", with: "")
            let encoded = Data(plain.utf8).base64EncodedString()
            for text in [paper.text, plain, plain.lowercased(), encoded, String(plain.prefix(12))] {
                #expect(!traffic.contains(text))
            }
        }
    }

    static func password(_ username: String) throws -> Password {
        try Password(new: SecretBytes(utf8: newPassword), username: username)
    }
}
