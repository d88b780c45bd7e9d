// What the templates show of contacts.
import WebPages

extension PageTemplate<ContactsModel> {
    static var contacts: Self { Self(name: "contacts") }
}

extension ContactsModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "accounts": .of(accounts), "removed": .of(removed), "hasAccount": .of(hasAccount), "done": .of(done),
            "failure": .of(failure),
        ]
    }
}

extension ContactsModel.Account: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "label": .of(label), "contacts": .of(contacts), "approves": .of(approves),
            "canApprove": .of(canApprove), "value": .of(value), "isPhone": .of(isPhone),
            "later": .of(later),
        ]
    }
}

extension ContactsModel.Contact: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "account": .of(account), "masked": .of(masked), "isVerified": .of(isVerified),
            "isWaiting": .of(isWaiting), "isLast": .of(isLast),
        ]
    }
}

extension PageTemplate<VerifyModel> {
    static var contactCode: Self { Self(name: "contact-code") }
}

extension VerifyModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "account": .of(account), "contact": .of(contact), "proof": .of(proof), "sentTo": .of(sentTo),
            "isSentAgain": .of(isSentAgain), "failure": .of(failure),
        ]
    }
}
