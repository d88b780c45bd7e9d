import AccountAPI
import SQLDatabase

extension Message {
    /// The longest part of a device's name that is told: whoever named it may be the one to be warned of.
    private static let nameLimit = 40

    /// Tells a contact what happened to the account, and what to do if it was somebody else.
    ///
    /// `canRevoke` where the device that it is about can still be revoked; `service` is the address of the pages.
    static func notice(
        _ notice: AccountNotice,
        to contact: ContactRecipient,
        canRevoke: Bool,
        service: PublicURL?
    ) -> Message {
        let words = ServiceWords.preferred([contact.language])
        let isShort = contact.recipient.kind == .phone
        let plainName = quotable(notice.deviceName ?? "?")
        let name = isShort ? "\"\(plainName)\"" : words.text("message.notice.name", ["name": plainName])
        let what = words.page(
            "notice.\(notice.kind.rawValue)",
            ["device": name, "detail": quotable(notice.detail ?? "?")]
        )
        let device = canRevoke ? notice.device?.rawValue : nil
        let values = [
            "what": what, "when": words.moment(notice.created), "device": device ?? "",
            "service": service?.text ?? "",
        ]
        let parts: [String] =
            switch contact.recipient.kind {
            case .phone where notice.kind == .recoveryCodeMade: ["short.code"]
            case .phone: [device == nil ? "short" : "short.revoke"]
            case .email: ["text", remedy(notice, canRevoke: device != nil)] + (service == nil ? [] : ["page"])
            }
        let text = parts.map { words.text("message.notice.\($0)", values) }.joined(separator: "\n\n")
        return Message(
            recipient: contact.recipient,
            kind: .notice,
            subject: words.text("message.notice.subject"),
            text: isShort ? short(text) : text,
            language: words.language
        )
    }

    /// What somebody can do who did not do it.
    private static func remedy(_ notice: AccountNotice, canRevoke: Bool) -> String {
        switch notice.kind {
        // A new password leaves the code; only another code ends it.
        case .recoveryCodeMade: "notMe.code"
        case _ where canRevoke: "notMe.revoke"
        case .deviceRevoked: "notMe.removed"
        case .deviceReplaced: "notMe.replaced"
        default: "notMe"
        }
    }

    /// The same in characters that need half the room in a text message (3GPP TS 23.038).
    private static func short(_ text: String) -> String {
        let plain: [Character: Character] = [
            "’": "'", "\u{A0}": " ", "\u{202F}": " ", "…": ".", "•": "*",
        ]
        return String(text.map { plain[$0] ?? $0 })
    }

    /// One line, no longer than it has to be, and without what would end the quotation.
    private static func quotable(_ text: String) -> String {
        let plain = text.unicodeScalars.prefix(nameLimit).map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: " "
            case .initialPunctuation, .finalPunctuation: "’"
            // The quotation marks of Unicode that are of no such category.
            case _ where ["\"", "„", "‚", "〝", "〞", "〟", "＂"].contains(scalar): "’"
            default: String(scalar)
            }
        }
        return plain.joined() + (text.unicodeScalars.count > nameLimit ? "…" : "")
    }
}
