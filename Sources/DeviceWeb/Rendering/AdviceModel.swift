import DeviceCore

/// A sentence about what should be done, with the button that leads there.
struct AdviceModel {
    let text: String
    /// Where it is done; nil where no page does it, or not yet.
    var action: Action?

    /// A button.
    struct Action {
        let address: String
        let label: String
    }

    /// Something to put right before the device is lost.
    init(_ warning: Diagnosis.Warning, _ words: Catalogue) {
        text = words.text(warning)
        guard warning.from == nil else { return }
        switch warning.name {
        case "noRecoveryCode", "outdatedRecoveryCode":
            action = Action(address: "/recovery-code", label: words.text("page.recoveryCode.make"))
        case "newPassword":
            action = Action(address: "/recovery-code/finish", label: words.text("page.report.setPassword"))
        default: break
        }
    }

    /// A sentence with a button.
    init(_ text: String, leadingTo address: String, label: String) {
        self.text = text
        action = Action(address: address, label: label)
    }
}
