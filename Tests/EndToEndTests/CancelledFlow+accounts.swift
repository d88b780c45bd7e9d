import AccountAPI
import DeviceCore
import Encodings
import Entries
import Testing

/// Making accounts, signing in, and leaving them.
extension CancelledFlow {
    static let listDevices = "GET " + ListDevices.path
    static let readAccount = "GET " + ReadAccount.path

    static var ofAccounts: [CancelledFlow] {
        [create, signIn, signInAgain, enroll, rename, revoke, remove, delete, letter]
    }

    private static let create = CancelledFlow(
        name: "making an account",
        prepare: { stage in _ = try await stage.phone().add(RecoveryTests.accounts[0]) },
        run: { _, phone in
            let service = try ServiceAddress(World.service)
            _ = try phone.accounts.create(username: World.username, at: service, password: Secrets.password)
        },
        saysDone: [.usernameTaken],
        check: { stage, failure in
            let account = try stage.account()
            stage.expect((account?.state == .ready) == (failure == nil), "the account is here")
            guard failure == nil else { return stage.expect(account == nil, "nothing of the account is here") }
            let devices = try await stage.devices()
            stage.expect(devices == 1, "the account has one device")
        }
    )

    private static let signIn = CancelledFlow(
        name: "signing in on a new phone",
        prepare: { stage in
            try await stage.begin("old")
            _ = try await stage.phone().add(RecoveryTests.accounts[0])
        },
        run: { _, phone in try phone.signIn() },
        check: { stage, failure in
            let isHere = try stage.account() != nil
            let devices = try await stage.devices("old")
            stage.expect(isHere == (failure == nil), "the account is here")
            stage.expect(devices == (isHere ? 2 : 1), "the account knows the phone that knows it: \(devices)")
        }
    )

    private static let signInAgain = CancelledFlow(
        name: "signing in again",
        prepare: { stage in try await stage.begin() },
        run: { _, phone in try phone.signIn() },
        check: { stage, _ in
            let devices = try await stage.devices()
            let state = try stage.account()?.state
            stage.expect(devices == 1 && state == .ready, "the phone is signed in as before")
        }
    )

    private static var enroll: CancelledFlow {
        let invitation = Box<EnrollmentInvitation?>(nil)
        return CancelledFlow(
            name: "enrolling",
            prepare: { stage in
                _ = try await stage.phone().add(RecoveryTests.accounts[0])
                invitation.value = try await Office(stage.world).invitation()
            },
            run: { _, phone in
                guard let invitation = invitation.value else { throw Failure(.noSuchEnrollment) }
                _ = try phone.enrollment.enroll(phone.enrollment.read(invitation))
            },
            check: { stage, failure in
                let work = try stage.phone().entries.list().first { $0.kind == Entry.Kind.work.rawValue }
                // A code that is used up has made the entry.
                stage.expect((work?.state == .ready) == (failure == nil), "the work account is here")
            }
        )
    }

    private static let rename = CancelledFlow(
        name: "naming the device",
        prepare: { stage in try await stage.begin() },
        run: { _, phone in _ = try phone.accounts.nameThisDevice("Blue", of: nil) },
        goesWithout: [listDevices],
        check: { stage, failure in
            guard failure == nil else { return }
            let phone = stage.phone()
            let names = try await phone { try $0.accounts.devices(of: nil) }.map(\.name)
            stage.expect(names == ["Blue"], "the device has its name")
        }
    )

    private static let revoke = CancelledFlow(
        name: "removing another device",
        prepare: { stage in
            try await stage.begin()
            try await stage.signIn("other")
        },
        run: { _, phone in
            guard let other = try phone.accounts.devices(of: nil).first(where: { !$0.current }) else {
                throw Failure(.noSuchDevice)
            }
            _ = try phone.accounts.revokeDevice(other.id.rawValue, of: nil)
        },
        check: { stage, failure in
            let devices = try await stage.devices()
            stage.expect(devices == (failure == nil ? 1 : 2), "what is told of the device is so")
        }
    )

    private static let remove = CancelledFlow(
        name: "removing the account from the phone",
        prepare: { stage in
            try await stage.begin("old")
            try await stage.signIn()
        },
        run: { _, phone in _ = try phone.entries.remove(World.username) },
        check: { stage, _ in
            let isHere = try stage.account() != nil
            let devices = try await stage.devices("old")
            stage.expect(!isHere && devices == 1, "the phone has left the account")
        }
    )

    private static let delete = CancelledFlow(
        name: "deleting the account",
        prepare: { stage in try await stage.begin(backup: true) },
        run: { _, phone in
            _ = try phone.accounts.delete(nil) { _, _, _ in
                true
            } password: { _ in
                try Secrets.password
            }
        },
        check: { stage, failure in
            let isHere = try stage.account() != nil
            let isThere = try await stage.opens(Secrets.password)
            stage.expect(isHere == (failure != nil) && isThere == isHere, "the account is here while there is one")
            try await stage.expectTrueBackup()
        }
    )

    private static let letter = CancelledFlow(
        name: "having a letter sent",
        prepare: { stage in try await stage.begin(contact: true) },
        run: { _, phone in
            let service = try ServiceAddress(World.service)
            _ = try phone.accounts.requestLetter(for: World.username, at: service, language: "en")
        },
        saysDone: [.tooManyLetters],
        check: { stage, _ in
            let isReady = try stage.account()?.state == .ready
            stage.expect(isReady, "the account is as before")
        }
    )
}
