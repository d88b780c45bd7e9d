// What the templates show of the backup.
import WebPages

extension PageTemplate<BackupOnModel> {
    static var backupOff: Self { Self(name: "backup-off") }
    static var backupForm: Self { Self(name: "backup-form") }
}

extension BackupOnModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "accounts": .of(accounts), "personal": .of(personal), "storage": .of(storage), "failure": .of(failure),
            "deleted": .of(deleted), "asksWhatToDo": .of(asksWhatToDo), "goOn": .of(goOn),
            "doneAlready": .of(doneAlready), "hasPassphrase": .of(hasPassphrase), "merges": .of(merges),
            "moves": .of(moves), "hasAccount": .of(hasAccount),
        ]
    }
}

extension BackupOnModel.Account: ShownOnPage {
    var pageValue: PageValue { ["id": .of(id), "label": .of(label)] }
}

extension BackupOnModel.GoOn: ShownOnPage {
    var pageValue: PageValue { ["act": .of(act), "label": .of(label)] }
}

extension PageTemplate<BackupModel> {
    static var backup: Self { Self(name: "backup") }
}

extension BackupModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "isPaused": .of(isPaused), "checked": .of(checked), "pending": .of(pending), "isWell": .of(isWell),
            "account": .of(account), "service": .of(service), "location": .of(location),
            "wholeLocation": .of(wholeLocation), "problem": .of(problem), "asksForFewer": .of(asksForFewer),
            "failure": .of(failure), "advice": .of(advice), "removed": .of(removed), "accountID": .of(accountID),
            "storage": .of(storage), "hasPassphrase": .of(hasPassphrase),
        ]
    }
}

extension PageTemplate<BackupDoneModel> {
    static var backupDone: Self { Self(name: "backup-done") }
}

extension BackupDoneModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "text": .of(text), "including": .of(including), "oldPlace": .of(oldPlace),
            "needsCode": .of(needsCode), "needsContact": .of(needsContact),
        ]
    }
}

extension PageTemplate<BackupVersionsModel> {
    static var backupVersions: Self { Self(name: "backup-versions") }
}

extension BackupVersionsModel: ShownOnPage {
    var pageValue: PageValue { ["versions": .of(versions)] }
}

extension BackupVersionModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "generation": .of(generation), "made": .of(made), "entries": .of(entries), "state": .of(state),
            "canRestore": .of(canRestore),
        ]
    }
}

extension PageTemplate<BackupPreviewModel> {
    static var backupPreview: Self { Self(name: "backup-preview") }
}

extension BackupPreviewModel: ShownOnPage {
    var pageValue: PageValue {
        ["generation": .of(generation), "made": .of(made), "added": .of(added), "hasAdded": .of(hasAdded)]
    }
}
