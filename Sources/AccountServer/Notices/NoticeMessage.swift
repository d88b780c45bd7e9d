import AccountAPI
import Encodings
import OutsideText
import SQLDatabase

extension Message {
    /// Tells a contact what happened to the account, and what to do if it was someone else.
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
        func quoted(_ name: String?) -> String {
            let plain = ShownText.quotable(name ?? "?")
            return isShort ? "\"\(plain)\"" : words.text("message.notice.name", ["name": plain])
        }
        let name = quoted(notice.deviceName)
        let what = words.text(
            notice.key(after: "page.notice", where: words.keys.contains),
            ["device": name, "confirms": quoted(notice.confirms), "detail": ShownText.quotable(notice.detail ?? "?")]
        )
        let device = canRevoke ? notice.device?.rawValue : nil
        let values = [
            "what": what, "when": words.moment(notice.created), "device": device ?? "",
            "name": name, "service": service?.text ?? "",
        ]
        let parts: [String] =
            switch contact.recipient.kind {
            case .phone where notice.kind.isOfCode: ["short.code"]
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

    /// What someone can do who did not do it.
    private static func remedy(_ notice: AccountNotice, canRevoke: Bool) -> String {
        switch notice.kind {
        case _ where notice.kind.isOfCode: "notMe.code"
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
}

extension NoticeKind {
    /// Whether somebody may have the recovery code: a new password leaves it, and only another code ends it.
    fileprivate var isOfCode: Bool { self == .recoveryCodeMade || self == .recoveryCodeUsed }
}
