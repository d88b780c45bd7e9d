import WebPages

@testable import DevicePages

/// Every page and every part of a page that the app shows, with every text that it can show.
///
/// What a template shows where a flag is not set, or a value is missing, is found by `PageValue.variants`.
enum PageTable {
    static let all = [accounts, adding, backup, recovery, devices, requests, rest].flatMap(\.self)

    private static let accounts: [PageCase] = [
        PageCase(.first) { text in FirstModel(removed: text(), departed: text()) },
        PageCase(.noAccounts) { _ in NoAccountsModel() },
        PageCase(.accounts) { text in
            AccountsModel(
                rows: [text.row],
                waiting: text(),
                firstWaiting: text(),
                removal: AccountsModel.Banner(text: text(), address: text()),
                time: 1,
                isSearchable: true,
                isUnsaved: true,
                newPassword: text(),
                backupProblem: text(),
                asked: text(),
                notices: text(),
                removed: text(),
                departed: text()
            )
        },
        PageCase(.account) { text in
            AccountModel(
                row: text.row,
                spent: text(),
                issuer: text(),
                account: text(),
                position: 2,
                above: 1,
                below: 3,
                count: 3,
                isSlowToMove: true,
                canShowQR: true,
                isPersonal: true,
                removeText: text(),
                canRemove: true,
                kind: text(),
                details: text()
            )
        },
    ]

    private static let adding: [PageCase] = [
        PageCase(.addHand) { text in
            HandModel(
                issuer: text(),
                account: text(),
                digits: text(),
                period: text(),
                algorithms: [HandModel.Choice(value: text(), isChosen: true)],
                isCounter: true,
                counter: text(),
                failure: text.failure,
                isDuplicate: true
            )
        },
        PageCase(.addName) { text in NameModel(issuer: text(), account: text(), failure: text.failure) },
        PageCase(.addDuplicate) { text in DuplicateModel(label: text()) },
        PageCase(.addPersonal, .personalForm) { text in text.personal },
        PageCase(.addDone, .workDone) { text in
            AddDoneModel(label: text(), clock: text(), confirmation: text.evidence, isUnsaved: true)
        },
        PageCase(.addImport) { text in
            ImportModel(
                failure: text.failure,
                summary: text(),
                added: [text()],
                hasAdded: true,
                alreadyHere: [text()],
                leftOut: [text()],
                hasLeftOut: true
            )
        },
        PageCase(.showQR) { text in
            ShowModel(id: text(), hasPassphrase: true, label: text(), svg: ownPicture, failure: text.failure)
        },
        PageCase(.work) { text in
            WorkModel(link: text(), service: text(), entry: text(), failure: text.failure)
        },
        PageCase(.workOffer) { text in
            WorkOfferModel(
                organization: text(),
                member: text(),
                service: text(),
                expires: text(),
                avatar: text.avatar
            )
        },
    ]

    private static let rest: [PageCase] = [
        PageCase(.add, .addScan, .newKeyDone, .notFound, .notLetIn, .offline, .refused, .welcome) { _ in NoModel() },
        PageCase(.failure) { text in text.failure },
        PageCase(.launcher) { text in LauncherModel(address: text(), ticket: text()) },
        PageCase(.unlock) { text in UnlockModel(failure: text.failure) },
        PageCase(.steps) { text in StepsModel(title: text(), back: text()) },
        PageCase(.trouble) { text in
            let check = TroubleModel.Check(
                name: text(),
                how: text(),
                isOff: false,
                failure: text.failure,
                same: text()
            )
            return TroubleModel(checks: [check], verified: text(), warnings: [text.advice])
        },
        PageCase(.about) { text in AboutModel(version: text()) },
        PageCase(.settings) { text in
            SettingsModel(
                languages: [SettingsModel.Language(code: text(), name: text(), isChosen: true)],
                hidesCodes: true,
                hasPassphrase: true,
                failure: text.failure,
                backup: text(),
                requests: text(),
                version: text(),
                needsAccount: true,
                recover: SettingsModel.Way(title: text(), text: text(), address: text())
            )
        },
        PageCase(.accountData, .password) { text in
            AccountFormModel(id: text(), label: text(), username: text(), failure: text.failure)
        },
        PageCase(.passwordDone) { text in RemovedDevicesModel(removed: text()) },
    ]
}
