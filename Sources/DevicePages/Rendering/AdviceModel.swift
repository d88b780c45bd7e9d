import DeviceCore
import WebPages

/// A sentence about what should be done, with the button that leads there.
struct AdviceModel {
    let text: String
    /// Where it is done; nil where no page does it, or not yet.
    var action: Action?
    /// Whether another button of the page is the main one.
    var isPlain = false

    /// A button.
    struct Action {
        let address: String
        let label: String
    }
}

extension AdviceModel {
    /// Something to put right before the device is lost.
    init(_ warning: Diagnosis.Warning, _ words: Catalogue) {
        text = words.text(warning)
        guard warning.from == nil else { return }
        let account = "/accounts/\(warning.entry ?? "")"
        switch warning.name {
        case "unconfirmed":
            let address = "/confirm/\(warning.entry ?? "")"
            action = Action(address: address, label: words.text("page.evidence.confirm"))
        case "removed" where warning.isWork, "needsQRCode":
            action = Action(address: "\(account)/scan", label: words.text("entry.scanToRecover"))
        case "needsSignIn":
            action = Action(address: "\(account)/sign-in", label: words.text("entry.signInToRecover"))
        case "needsApprovals":
            action = Action(address: "\(account)/sign-in", label: words.text("page.evidence.setUpRequests"))
        case "removed", "signedOut":
            action = Action(address: "\(account)/sign-in", label: words.text("page.signIn.again"))
        case "suspended":
            action = Action(address: "\(account)/take-back", label: words.text("entry.takeBack"))
        case "noRecoveryCode", "outdatedRecoveryCode":
            action = Action(address: "/recovery-code", label: words.text("page.recoveryCode.make"))
        case "noContact":
            action = Action(address: "/contacts", label: words.text("page.contacts.title"))
        case "newPassword":
            action = Action(address: "/recovery-code/finish", label: words.text("page.report.setPassword"))
        default: break
        }
    }

    /// What is left to do with the old device after a recovery.
    init(ofLostDevice words: Catalogue) {
        let label = words.text("page.devices.title")
        self.init(words.text("page.report.lost"), leadingTo: "/devices", label: label)
    }

    /// A sentence with a button.
    init(_ text: String, leadingTo address: String, label: String) {
        self.text = text
        action = Action(address: address, label: label)
    }
}

extension AdviceModel: ShownOnPage {
    var pageValue: PageValue { ["text": .of(text), "action": .of(action), "isPlain": .of(isPlain)] }
}

extension AdviceModel.Action: ShownOnPage {
    var pageValue: PageValue { ["address": .of(address), "label": .of(label)] }
}
