// What the templates show of what is added.
import WebPages

extension PageTemplate<HandModel> {
    static var addHand: Self { Self(name: "add-hand") }
}

extension HandModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "issuer": .of(issuer), "account": .of(account), "digits": .of(digits), "period": .of(period),
            "algorithms": .of(algorithms), "isCounter": .of(isCounter), "counter": .of(counter),
            "failure": .of(failure), "isDuplicate": .of(isDuplicate),
        ]
    }
}

extension HandModel.Choice: ShownOnPage {
    var pageValue: PageValue { ["value": .of(value), "isChosen": .of(isChosen)] }
}

extension PageTemplate<NameModel> {
    static var addName: Self { Self(name: "add-name") }
}

extension NameModel: ShownOnPage {
    var pageValue: PageValue { ["issuer": .of(issuer), "account": .of(account), "failure": .of(failure)] }
}

extension PageTemplate<PersonalModel> {
    static var addPersonal: Self { Self(name: "add-personal") }
    static var personalForm: Self { Self(name: "personal-form") }
}

extension PersonalModel: ShownOnPage {
    var pageValue: PageValue {
        ["username": .of(username), "service": .of(service), "isNew": .of(isNew), "failure": .of(failure)]
    }
}

extension PageTemplate<AddDoneModel> {
    static var addDone: Self { Self(name: "add-done") }
    static var workDone: Self { Self(name: "work-done") }
}

extension AddDoneModel: ShownOnPage {
    var pageValue: PageValue {
        ["label": .of(label), "clock": .of(clock), "confirmation": .of(confirmation), "isUnsaved": .of(isUnsaved)]
    }
}

extension PageTemplate<ImportModel> {
    static var addImport: Self { Self(name: "add-import") }
}

extension ImportModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "failure": .of(failure), "summary": .of(summary), "added": .of(added), "hasAdded": .of(hasAdded),
            "alreadyHere": .of(alreadyHere), "leftOut": .of(leftOut), "hasLeftOut": .of(hasLeftOut),
        ]
    }
}
