// What the templates show of accounts.
import WebPages

extension PageTemplate<AccountsModel> {
    static var accounts: Self { Self(name: "accounts") }
}

extension AccountsModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "rows": .of(rows), "waiting": .of(waiting), "firstWaiting": .of(firstWaiting), "removal": .of(removal),
            "time": .of(time), "isSearchable": .of(isSearchable), "isUnsaved": .of(isUnsaved),
            "newPassword": .of(newPassword), "backupProblem": .of(backupProblem), "asked": .of(asked),
            "notices": .of(notices), "removed": .of(removed), "departed": .of(departed),
        ]
    }
}

extension AccountsModel.Banner: ShownOnPage {
    var pageValue: PageValue { ["text": .of(text), "address": .of(address)] }
}

extension AccountRow: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "issuer": .of(issuer), "account": .of(account), "avatar": .of(avatar), "code": .of(code),
            "isHidden": .of(isHidden), "action": .of(action), "note": .of(note), "held": .of(held),
        ]
    }
}

extension AccountRow.Held: ShownOnPage {
    var pageValue: PageValue { ["text": .of(text), "address": .of(address)] }
}

extension AccountRow.Action: ShownOnPage {
    var pageValue: PageValue { ["label": .of(label), "address": .of(address)] }
}

extension PageCode: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "text": .of(text), "next": .of(next), "until": .of(until), "period": .of(period),
            "isCounter": .of(isCounter),
        ]
    }
}

extension PageTemplate<AccountModel> {
    static var account: Self { Self(name: "account") }
}

extension AccountModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "row": .of(row), "spent": .of(spent), "issuer": .of(issuer), "account": .of(account),
            "position": .of(position), "above": .of(above), "below": .of(below), "count": .of(count),
            "isSlowToMove": .of(isSlowToMove), "canShowQR": .of(canShowQR), "isPersonal": .of(isPersonal),
            "removeText": .of(removeText), "canRemove": .of(canRemove), "kind": .of(kind), "details": .of(details),
        ]
    }
}
