// What the templates show of devices.
import WebPages

extension PageTemplate<DevicesModel> {
    static var devices: Self { Self(name: "devices") }
}

extension DevicesModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "accounts": .of(accounts), "needsAccount": .of(needsAccount), "canRecover": .of(canRecover),
            "removed": .of(removed), "notices": .of(notices), "hasNotices": .of(hasNotices),
            "canMakeKey": .of(canMakeKey), "newKeyLater": .of(newKeyLater), "failure": .of(failure),
        ]
    }
}

extension DevicesModel.Account: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "label": .of(label), "devices": .of(devices), "isNew": .of(isNew), "dates": .of(dates),
            "canConfirm": .of(canConfirm),
        ]
    }
}

extension DevicesModel.Row: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "account": .of(account), "name": .of(name), "isThis": .of(isThis),
            "removeText": .of(removeText), "removeNow": .of(removeNow), "isOlder": .of(isOlder), "added": .of(added),
            "lastUsed": .of(lastUsed), "standing": .of(standing),
        ]
    }
}

extension DevicesModel.Remedy: ShownOnPage {
    var pageValue: PageValue { ["text": .of(text), "action": .of(action)] }
}

extension DevicesModel.Notice: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "text": .of(text), "time": .of(time), "isNew": .of(isNew), "device": .of(device),
            "remove": .of(remove), "remedy": .of(remedy), "account": .of(account),
        ]
    }
}

extension RemovedModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "label": .of(label), "text": .of(text), "who": .of(who), "isDone": .of(isDone), "action": .of(action),
            "other": .of(other), "backup": .of(backup),
        ]
    }
}
