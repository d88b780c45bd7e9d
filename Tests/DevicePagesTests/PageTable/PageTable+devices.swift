import DeviceCore
import Encodings
import Entries
import Primitives
import Vault
import WebPages

@testable import DevicePages

extension PageTable {
    static let devices: [PageCase] = [
        PageCase(.devices) { text in
            DevicesModel(
                accounts: [account(text)],
                needsAccount: true,
                canRecover: true,
                removed: [text.removed],
                notices: [notice(text)],
                hasNotices: true,
                canMakeKey: true,
                newKeyLater: text(),
                failure: text.failure
            )
        },
        PageCase(.contacts) { text in
            let contact = ContactsModel.Contact(
                id: text(),
                account: text(),
                masked: text(),
                isVerified: false,
                isWaiting: false,
                isLast: true
            )
            let account = ContactsModel.Account(
                id: text(),
                label: text(),
                contacts: [contact],
                approves: true,
                canApprove: true,
                value: text(),
                isPhone: true,
                later: text()
            )
            return ContactsModel(
                accounts: [account],
                removed: [text.removed],
                hasAccount: true,
                done: text(),
                failure: text.failure
            )
        },
        PageCase(.contactCode) { text in
            VerifyModel(
                account: text(),
                contact: text(),
                proof: text(),
                sentTo: text(),
                isSentAgain: true,
                failure: text.failure
            )
        },
    ]

    private static func account(_ text: PageTexts) -> DevicesModel.Account {
        let device = DevicesModel.Row(
            id: text(),
            account: text(),
            name: text(),
            isThis: true,
            removeText: text(),
            removeNow: text(),
            isOlder: true,
            added: text(),
            lastUsed: text.time,
            standing: text()
        )
        return DevicesModel.Account(
            id: text(),
            label: text(),
            devices: [device],
            isNew: true,
            dates: [text()],
            canConfirm: true
        )
    }

    private static func notice(_ text: PageTexts) -> DevicesModel.Notice {
        DevicesModel.Notice(
            id: text(),
            text: text(),
            time: text.time,
            isNew: true,
            device: text(),
            remove: text(),
            remedy: DevicesModel.Remedy(text: text(), action: text.action),
            account: text()
        )
    }

    static let requests: [PageCase] = [
        PageCase(.requests) { text in
            let request = RequestsModel.Row(
                id: text(),
                application: text(),
                label: text(),
                place: text(),
                message: text(),
                number: text(),
                asked: text(),
                left: text(),
                leftWords: text(),
                until: 60_000,
                avatar: text.avatar
            )
            return RequestsModel(
                requests: [request],
                isEmpty: true,
                isSingle: true,
                needsAccount: true,
                canRecover: true,
                isOff: true,
                asksForNumber: true,
                said: text(),
                failure: text.failure
            )
        },
        PageCase(.signIn, .signInDone, .signInFailed, .chooseContact, .typeCode) { text in
            SignInModel(
                listing: listing,
                id: text(),
                label: text(),
                title: text(),
                isApproving: false,
                // The failure shows it.
                letter: "",
                setsUp: false,
                contacts: [PageQuestion.Contact(id: text(), masked: text())],
                proof: text(),
                contact: text(),
                sentTo: text(),
                isSentAgain: true,
                done: text(),
                clock: text(),
                confirmed: text(),
                confirmation: text.evidence,
                isSuspended: true,
                failure: text.failure
            )
        },
        PageCase(.evidence, .evidenceForm, .evidenceApproved) { text in text.evidence },
        PageCase(.evidenceDone) { text in
            ConfirmedModel(text: text(), requests: text(), advice: [text.advice])
        },
        PageCase(.takeBack, .takeBackCode, .takeBackDone, .takeBackFailed, .takeBackMore) { text in
            TakeBackModel(
                id: text(),
                label: text(),
                act: text(),
                contacts: [TakeBackModel.Contact(id: text(), masked: text(), isOnly: true)],
                asksForRecoveryCode: true,
                sentTo: text(),
                advice: [text()],
                needsKey: true,
                failure: text.failure
            )
        },
    ]

    /// An entry, of which the page of a sign-in shows nothing that its model does not say.
    private static var listing: EntryListing {
        let stamp = Stamp(time: 1, counter: 0, device: .random())
        let account = PersonalAccount(service: "https://accounts.example.org", username: "ada", approves: true)
        let entry = Entry(issuer: "", account: "", content: .personal(account), modified: stamp)
        return EntryListing(entry, at: 0, in: VaultContents(deviceName: "phone"))
    }
}
