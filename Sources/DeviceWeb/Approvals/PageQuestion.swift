import AccountAPI
import DeviceCore
import Encodings

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

    /// Questions that are put on a page instead of being waited for.
    static func questions(_ language: String) -> ContactQuestions {
        ContactQuestions(
            language: language,
            choose: { contacts in
                throw PageQuestion.choose(contacts.map { Contact(id: $0.id.rawValue, masked: $0.masked) })
            },
            code: { question in
                throw PageQuestion.code(question.sent)
            }
        )
    }
}
