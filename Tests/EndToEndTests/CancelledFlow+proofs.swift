import AccountAPI
import AccountServer
import DeviceCore
import Encodings
import TestSupport
import Testing

/// Contacts, what is shown by them, sign-in requests, and the diagnosis.
extension CancelledFlow {
    static var ofProofs: [CancelledFlow] {
        [addContact, removeContact, confirm, turnApprovalsOn, turnApprovalsOff, answer, recoverEntry, diagnose]
    }

    private static let addContact = CancelledFlow(
        name: "adding a contact",
        prepare: { stage in try await stage.begin() },
        run: { stage, phone in
            _ = try phone.contacts.add(.email, Stage.mail, to: nil, questions: stage.world.person)
        },
        saysDone: [.contactExists],
        check: { stage, failure in
            let isVerified = try await stage.contacts()
            stage.expect(isVerified.count <= 1, "there is one contact at most")
            let isDone = failure == nil || failure?.code == .contactExists
            if isDone { stage.expect(isVerified == [true], "the contact is verified") }
        }
    )

    private static let removeContact = CancelledFlow(
        name: "removing a contact",
        prepare: { stage in try await stage.begin(contact: true) },
        run: { _, phone in
            guard let contact = try phone.contacts.list(of: nil).first else { throw Failure(.noSuchContact) }
            try phone.contacts.remove(contact.id.rawValue, of: nil)
        },
        saysDone: [.noSuchContact],
        check: { stage, failure in
            let isVerified = try await stage.contacts()
            let isDone = failure == nil || failure?.code == .noSuchContact
            if isDone { stage.expect(isVerified.isEmpty, "the contact is gone") }
        }
    )

    private static let confirm = CancelledFlow(
        name: "confirming a new phone by a code from a contact",
        prepare: { stage in
            try await stage.begin("old", contact: true)
            try await stage.signIn()
        },
        run: { stage, phone in
            let person = Person(in: stage.world, reading: Stage.mail)
            _ = try phone.proving(with: person.questions).evidence.settle(nil)
        },
        check: { stage, failure in
            let phone = stage.phone()
            if failure == nil {
                let isHeld = try stage.account()?.codesCountFrom != nil
                stage.expect(!isHeld, "the codes count")
            }
            let standing = try await phone { try $0.evidence.standing(of: nil) }
            let from = try stage.account()?.codesCountFrom
            stage.expect((from == nil) == (standing?.codesCountFrom == nil), "the next look tells how it is")
            if failure == nil { stage.expect(standing?.isSettled == true, "the phone is confirmed") }
        }
    )

    private static let turnApprovalsOn = CancelledFlow(
        name: "having a phone answer sign-in requests",
        prepare: { stage in try await stage.begin(contact: true) },
        run: { stage, phone in _ = try phone.approvals.turnOn(of: nil, questions: stage.world.person) },
        check: { stage, failure in
            let isAnswered = stage.phone().approvals.requestsHere(of: nil) == .answered
            stage.expect(isAnswered == (failure == nil), "the phone answers once it was tested")
            let isReady = try stage.account()?.state == .ready
            stage.expect(isReady, "the account is ready all the same")
        }
    )

    private static let turnApprovalsOff = CancelledFlow(
        name: "having a phone answer no sign-in requests any more",
        prepare: { stage in try await stage.begin(contact: true, approvals: true) },
        run: { _, phone in _ = try phone.approvals.turnOff(of: nil) },
        check: { stage, failure in
            let isAnswered = stage.phone().approvals.requestsHere(of: nil) == .answered
            stage.expect(isAnswered == (failure != nil), "the phone answers as long as the account knows its key")
            let isReady = try stage.account()?.state == .ready
            stage.expect(isReady, "the account is ready all the same")
        }
    )

    private static var answer: CancelledFlow {
        let request = Box<(id: SignInRequestID, number: Int)?>(nil)
        return CancelledFlow(
            name: "answering a sign-in request",
            prepare: { stage in
                try await stage.begin(contact: true, approvals: true)
                request.value = try await ApprovalTests.signIn(stage.world)
            },
            run: { _, phone in
                guard let request = request.value else { throw Failure(.noSuchRequest) }
                _ = try phone.approvals.answer(request.id.rawValue, .approve(number: request.number))
            },
            check: { stage, failure in
                guard let request = request.value else { return stage.expect(false, "there is a request") }
                let isWaiting = try await stage.world.requests.outcome(of: request.id) == .pending
                stage.expect(isWaiting == (failure != nil), "the request waits until it is answered")
            }
        )
    }

    private static let recoverEntry = CancelledFlow(
        name: "signing in to an account that came with a backup",
        prepare: { stage in
            try await stage.begin("old", contact: true, approvals: true, backup: true)
            let phone = stage.phone()
            _ = try await phone { try $0.recover(from: Stage.storage) }
        },
        run: { stage, phone in
            _ = try phone.approvals.recoverPersonalEntry(
                World.username,
                password: { try Secrets.password },
                questions: stage.world.person
            )
        },
        goesWithout: [readAccount],
        check: { stage, failure in
            let state = try stage.account()?.state
            let devices = try await stage.devices("old")
            stage.expect(state == (failure == nil ? .ready : .needsSignIn), "the account is ready once it was tested")
            stage.expect(devices == 2, "the phone is one device")
        }
    )

    private static let diagnose = CancelledFlow(
        name: "the diagnosis",
        prepare: { stage in try await stage.begin(contact: true, backup: true, paper: true) },
        run: { _, phone in
            if let found = phone.doctor.diagnose().firstFailure { throw Failure(found) }
        },
        goesWithout: [readAccount],
        check: { stage, _ in
            try await stage.expectTrueBackup()
            let objects = stage.storage(at: Stage.storage).objects
            stage.expect(objects.count == 1, "the storage holds nothing but the snapshot")
        }
    )
}

extension Stage {
    /// The contacts of the account: whether each is verified.
    fileprivate func contacts() async throws -> [Bool] {
        let phone = self.phone()
        return try await phone { try $0.contacts.list(of: nil) }.map(\.isVerified)
    }
}
