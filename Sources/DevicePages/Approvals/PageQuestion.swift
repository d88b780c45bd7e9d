import AccountAPI
import DeviceCore
import Encodings

extension Catalogue {
    /// Where a code went: that it is on its way, or that one was sent before and can be typed still; `again` says that it
    /// is another one, which somebody asked for.
    func codeSent(_ sent: SentContactCode, again: Bool = false) -> String {
        if again { return text("page.signIn.sentAgain", ["place": sent.masked]) }
        let before = sent.sent.map { timeOfDay(Instant(milliseconds: $0)) }
        return text(
            before == nil ? "page.signIn.sentTo" : "page.signIn.sentBefore",
            ["place": sent.masked, "time": before ?? ""]
        )
    }
}

/// What has to be asked before something goes on: a page cannot wait, so the question ends it and becomes a page.
enum PageQuestion: Error {
    /// Which contact a code goes to.
    case choose([Contact])
    /// The code that was sent.
    case code(SentContactCode)

    /// A contact, masked.
    struct Contact {
        let id: String
        let masked: String
    }

    /// Questions that are put on a page instead of being waited for; `reusesCode` asks for a code that was sent a little
    /// while ago in the place of another.
    static func questions(_ language: String, reusesCode: Bool = false) -> ContactQuestions {
        ContactQuestions(
            language: language,
            reusesCode: reusesCode,
            choose: { contacts in
                throw PageQuestion.choose(contacts.map { Contact(id: $0.id.rawValue, masked: $0.masked) })
            },
            code: { question in
                throw PageQuestion.code(question.sent)
            }
        )
    }
}
