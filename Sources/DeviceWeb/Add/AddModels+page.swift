// What the templates show of what is added.
import WebPages

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

extension NameModel: ShownOnPage {
    var pageValue: PageValue { ["issuer": .of(issuer), "account": .of(account), "failure": .of(failure)] }
}

extension PersonalModel: ShownOnPage {
    var pageValue: PageValue {
        ["username": .of(username), "service": .of(service), "isNew": .of(isNew), "failure": .of(failure)]
    }
}

extension AddDoneModel: ShownOnPage {
    var pageValue: PageValue {
        ["label": .of(label), "clock": .of(clock), "confirmation": .of(confirmation), "isUnsaved": .of(isUnsaved)]
    }
}

extension ImportModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "failure": .of(failure), "summary": .of(summary), "added": .of(added), "hasAdded": .of(hasAdded),
            "alreadyHere": .of(alreadyHere), "leftOut": .of(leftOut), "hasLeftOut": .of(hasLeftOut),
        ]
    }
}
