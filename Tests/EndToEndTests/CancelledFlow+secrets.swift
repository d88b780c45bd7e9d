import AccountAPI
import DeviceCore
import Encodings
import TestSupport
import Testing

/// Changes of what opens the account.
extension CancelledFlow {
    static var ofSecrets: [CancelledFlow] { [changePassword, makeCode, resetPassword, finishRecovery, takeBack] }

    private static let changePassword = CancelledFlow(
        name: "changing the password",
        prepare: { stage in try await stage.begin(backup: true) },
        run: { _, phone in
            _ = try phone.accounts.changePassword(of: nil, from: Secrets.password) { _ in try Secrets.newPassword }
        },
        goesWithout: [listDevices],
        check: { stage, failure in
            let opens = try await stage.passwordsOpen()
            stage.expect(opens == (old: failure != nil, new: failure == nil), "what is told of the password is so")
            try await stage.expectTrueBackup()
        }
    )

    private static let makeCode = CancelledFlow(
        name: "making a recovery code",
        prepare: { stage in try await stage.begin(backup: true, paper: true) },
        run: { _, phone in
            _ = try phone.accounts.makeRecoveryCode(of: nil, code: Secrets.nextPaper) {
                try Secrets.password
            } confirm: { _ in
                true
            }
        },
        goesWithout: [listDevices],
        check: { stage, failure in
            let old = try await stage.opens(.recoveryCode(Secrets.paper))
            let new = try await stage.opens(.recoveryCode(Secrets.nextPaper))
            stage.expect(old == (failure != nil) && new == (failure == nil), "what is told of the code is so")
        }
    )

    private static let resetPassword = CancelledFlow(
        name: "replacing a forgotten password",
        prepare: { stage in try await stage.begin(backup: true, paper: true) },
        run: { _, phone in
            _ = try phone.accounts.resetPassword(
                of: nil,
                with: Secrets.paper,
                newPassword: { _ in try Secrets.newPassword },
                confirm: { _ in true }
            )
        },
        goesWithout: [listDevices],
        tells: [.recoveryCodeNotSaved],
        saysDone: [.wrongRecoveryCode],
        check: { stage, failure in try await stage.expectTruePaper(failure) }
    )

    private static let finishRecovery = CancelledFlow(
        name: "finishing a recovery",
        prepare: { stage in
            try await stage.begin("old", contact: true, backup: true, paper: true)
            let person = Person(in: stage.world, reading: Stage.mail)
            let phone = stage.phone().proving(with: person.questions)
            _ = try await phone { try $0.recover(from: Stage.storage, code: Secrets.paper.text) }
            _ = try await phone { try $0.evidence.settle(nil) }
        },
        run: { _, phone in
            _ = try phone.accounts.finishRecovery(
                of: nil,
                newPassword: { _ in try Secrets.newPassword },
                confirm: { _ in true }
            )
        },
        goesWithout: [listDevices],
        tells: [.recoveryCodeNotSaved],
        saysDone: [.nothingToFinish],
        check: { stage, failure in try await stage.expectTruePaper(failure) }
    )

    private static let takeBack = CancelledFlow(
        name: "taking the account back",
        prepare: { stage in
            let phone = try await stage.begin(backup: true)
            let thief = stage.phone("thief")
            _ = try await thief { try $0.recover(from: Stage.storage) }
            stage.world.clock.advance(by: 1)
            let devices = try await thief { try $0.accounts.devices(of: nil) }
            for device in devices where !device.current {
                _ = try await thief { try $0.accounts.revokeDevice(device.id.rawValue, of: nil) }
            }
            // The phone hears of it.
            _ = try? await phone { try $0.accounts.devices(of: nil) }
        },
        run: { stage, phone in
            let questions = TakingBackTests.questions(stage.world, new: RecoveryCodeTests.newPassword)
            _ = try phone.recovery.takeBack(nil, questions)
        },
        saysDone: [.takeBackRefused],
        check: { stage, failure in
            let opens = try await stage.passwordsOpen()
            stage.expect(opens.old != opens.new, "one of the passwords opens the account")
            let state = try stage.account()?.state
            stage.expect((state == .suspended) == opens.old, "what is told of the phone is so")
            if failure == nil { stage.expect(opens.new && state == .ready, "the account is back") }
        }
    )
}

extension Stage {
    /// Which of the passwords open the account.
    fileprivate func passwordsOpen() async throws -> (old: Bool, new: Bool) {
        let old = try await opens(Secrets.password)
        return (old, try await opens(Secrets.newPassword))
    }

    /// Expects that what was told of a password that takes the place of a forgotten one is so.
    fileprivate func expectTruePaper(_ failure: Failure?) async throws {
        let opens = try await passwordsOpen()
        // A code that was used up is refused.
        let saysNew: [FailureCode?] = [nil, .recoveryCodeNotSaved, .wrongRecoveryCode, .nothingToFinish]
        let isNew = saysNew.contains(failure?.code)
        expect(opens == (old: !isNew, new: isNew), "what is told of the password is so")
        let paper = try await self.opens(.recoveryCode(Secrets.paper))
        expect(paper == opens.old, "the code on paper is good as long as the password is the old one")
        let phone = self.phone()
        let says = try !phone.entries.needingPassword().isEmpty
        let needs = try await phone { try $0.accounts.status(of: nil) }.needsNewPassword
        expect(says == needs, "whether a new password is to be set is told as it is")
        try await expectTrueBackup()
    }
}
