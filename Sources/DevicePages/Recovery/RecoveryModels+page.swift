// What the templates show of a recovery.
import WebPages

extension PageTemplate<RecoveryFormModel> {
    static var recover: Self { Self(name: "recover") }
    static var recoverForm: Self { Self(name: "recover-form") }
}

extension RecoveryFormModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "username": .of(username), "service": .of(service), "isCode": .of(isCode), "storage": .of(storage),
            "failure": .of(failure), "present": .of(present), "older": .of(older),
        ]
    }
}

extension RecoveryFormModel.Older: ShownOnPage {
    var pageValue: PageValue { ["version": .text(String(version)), "label": .of(label)] }
}

extension RecoveryFormModel.Present: ShownOnPage {
    var pageValue: PageValue { ["text": .of(text), "address": .of(address), "label": .of(label)] }
}

extension PageTemplate<ReportModel> {
    static var report: Self { Self(name: "report") }
}

extension ReportModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "summary": .of(summary), "left": .of(left), "isComplete": .of(isComplete), "ready": .of(ready),
            "held": .of(held), "waiting": .of(waiting), "unreadable": .of(unreadable), "hasReady": .of(hasReady),
            "hasHeld": .of(hasHeld), "hasWaiting": .of(hasWaiting), "hasUnreadable": .of(hasUnreadable),
            "newPassword": .of(newPassword), "hasStep": .of(hasStep), "isNew": .of(isNew), "dates": .of(dates),
            "advice": .of(advice), "confirmation": .of(confirmation), "clock": .of(clock),
            "passedOver": .of(passedOver),
        ]
    }
}

extension ReportModel.Line: ShownOnPage {
    var pageValue: PageValue {
        [
            "issuer": .of(issuer), "account": .of(account), "avatar": .of(avatar), "action": .of(action),
            "note": .of(note),
        ]
    }
}

extension PageTemplate<NewPasswordModel> {
    static var passwordLater: Self { Self(name: "password-later") }
}

extension NewPasswordModel: ShownOnPage {
    var pageValue: PageValue { ["isPossible": .of(isPossible), "text": .of(text)] }
}

extension PageTemplate<RecoveryCodeModel> {
    static var recoveryCode: Self { Self(name: "recovery-code") }
}

extension RecoveryCodeModel: ShownOnPage {
    var pageValue: PageValue {
        ["code": .of(code), "shown": .of(shown), "finishes": .of(finishes), "failure": .of(failure)]
    }
}

extension PageTemplate<RecoveryCodeDoneModel> {
    static var recoveryCodeDone: Self { Self(name: "recovery-code-done") }
}

extension RecoveryCodeDoneModel: ShownOnPage {
    var pageValue: PageValue {
        ["title": .of(title), "text": .of(text), "removed": .of(removed), "isConfirmed": .of(isConfirmed)]
    }
}

extension PageTemplate<LetterModel> {
    static var letter: Self { Self(name: "letter") }
}

extension LetterModel: ShownOnPage {
    var pageValue: PageValue {
        ["username": .of(username), "service": .of(service), "sent": .of(sent), "failure": .of(failure)]
    }
}
