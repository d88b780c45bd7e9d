// What the templates show of sign-in requests.
import WebPages

extension PageTemplate<RequestsModel> {
    static var requests: Self { Self(name: "requests") }
}

extension RequestsModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "requests": .of(requests), "isEmpty": .of(isEmpty), "isSingle": .of(isSingle),
            "needsAccount": .of(needsAccount), "canRecover": .of(canRecover), "isOff": .of(isOff),
            "asksForNumber": .of(asksForNumber), "said": .of(said), "failure": .of(failure),
        ]
    }
}

extension RequestsModel.Row: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "application": .of(application), "label": .of(label), "place": .of(place),
            "message": .of(message), "number": .of(number), "asked": .of(asked), "left": .of(left),
            "leftWords": .of(leftWords), "until": .of(until), "avatar": .of(avatar),
        ]
    }
}

extension PageTemplate<SignInModel> {
    static var signIn: Self { Self(name: "sign-in") }
    static var signInDone: Self { Self(name: "sign-in-done") }
    static var signInFailed: Self { Self(name: "sign-in-failed") }
    static var chooseContact: Self { Self(name: "choose-contact") }
    static var typeCode: Self { Self(name: "type-code") }
}

extension SignInModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "label": .of(label), "title": .of(title), "isApproving": .of(isApproving),
            "setsUp": .of(setsUp), "contacts": .of(contacts), "proof": .of(proof), "contact": .of(contact),
            "sentTo": .of(sentTo), "isSentAgain": .of(isSentAgain), "done": .of(done), "clock": .of(clock),
            "confirmed": .of(confirmed), "confirmation": .of(confirmation), "isSuspended": .of(isSuspended),
            "failure": .of(failure),
        ]
    }
}

extension PageQuestion.Contact: ShownOnPage {
    var pageValue: PageValue { ["id": .of(id), "masked": .of(masked)] }
}
