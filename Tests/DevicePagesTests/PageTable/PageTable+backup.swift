import WebPages

@testable import DevicePages

extension PageTable {
    static let backup: [PageCase] = [
        PageCase(.backup) { text in
            BackupModel(
                isPaused: true,
                checked: text.time,
                pending: true,
                isWell: true,
                account: text(),
                service: text(),
                location: text(),
                wholeLocation: text(),
                problem: text(),
                asksForFewer: true,
                failure: text.failure,
                advice: [text.advice],
                removed: text.removed,
                accountID: text(),
                storage: text.storage,
                hasPassphrase: true
            )
        },
        PageCase(.backupOff, .backupForm) { text in
            BackupOnModel(
                accounts: [BackupOnModel.Account(id: text(), label: text())],
                personal: text.personal,
                storage: text.storage,
                failure: text.failure,
                deleted: DeletedBackupModel(text: text(), failure: text.failure),
                asksWhatToDo: true,
                goOn: BackupOnModel.GoOn(act: text(), label: text()),
                doneAlready: text(),
                hasPassphrase: true,
                merges: true,
                moves: true
            )
        },
        PageCase(.backupDone) { text in
            BackupDoneModel(
                text: text(),
                including: text(),
                oldPlace: text(),
                needsCode: true,
                needsContact: true
            )
        },
        PageCase(.backupDeleted) { text in DeletedBackupModel(text: text(), failure: text.failure) },
        PageCase(.backupVersions) { text in
            let version = BackupVersionModel(
                generation: text(),
                made: text(),
                entries: text(),
                state: text(),
                canRestore: true
            )
            return BackupVersionsModel(versions: [version])
        },
        PageCase(.backupPreview) { text in
            BackupPreviewModel(generation: text(), made: text(), added: [text()], hasAdded: true)
        },
        PageCase(.newKey) { text in NewKeyModel(failure: text.failure) },
    ]

    static let recovery: [PageCase] = [
        PageCase(.recover, .recoverForm) { text in
            RecoveryFormModel(
                username: text(),
                service: text(),
                isCode: true,
                // The failure shows it.
                letter: "",
                storage: text.storage,
                failure: text.failure,
                present: RecoveryFormModel.Present(text: text(), address: text(), label: text()),
                older: RecoveryFormModel.Older(version: 7, label: text())
            )
        },
        PageCase(.report) { text in
            ReportModel(
                summary: text(),
                left: text(),
                isComplete: true,
                ready: [text.line],
                held: [text.line],
                waiting: [text.line],
                unreadable: [text.line],
                hasReady: true,
                hasHeld: true,
                hasWaiting: true,
                hasUnreadable: true,
                newPassword: NewPasswordModel(isPossible: true, text: text()),
                hasStep: true,
                isNew: true,
                dates: [text()],
                advice: [text.advice],
                confirmation: text.evidence,
                clock: text(),
                passedOver: text()
            )
        },
        PageCase(.recoveryCode) { text in
            RecoveryCodeModel(code: text(), shown: text(), finishes: true, failure: text.failure)
        },
        PageCase(.recoveryCodeDone) { text in
            RecoveryCodeDoneModel(title: text(), text: text(), removed: text(), isConfirmed: true)
        },
        PageCase(.passwordLater) { text in NewPasswordModel(isPossible: false, text: text()) },
        PageCase(.letter) { text in
            LetterModel(username: text(), service: text(), sent: text(), failure: text.failure)
        },
    ]
}
