import AccountAPI
import DeviceCore
import Encodings
import Primitives

extension PageRoutes {
    /// Serves the page that asks for the code of a new contact: whoever leaves it to look for the message comes back.
    func addContactCode() {
        get("/contacts/code") { site, context in
            guard let waiting = site.waitingContact else { return .redirect(to: "/contacts") }
            return site.typing(waiting, context)
        }
        post("/contacts/send") { site, form, context in
            let account = form["account"]
            do {
                let language = context.words.language
                let sent = try site.device.contacts.sendCode(to: form["contact"], of: account, language: language)
                return site.typing(PendingContact(account: account, sent: sent), again: true, context)
            } catch {
                return try site.contacts(context, FailureModel(Failure(explaining: error), context.words))
            }
        }
        post("/contacts/verify") { site, form, context in
            try site.verify(form, context)
        }
    }
}

extension PageSite {
    /// The contact whose code can still be typed; nil where there is none.
    var waitingContact: PendingContact? {
        pendingContact.value.flatMap { $0.sent.expires > now().milliseconds ? $0 : nil }
    }

    /// The page that asks for the code that was sent to a new contact; `again` says that it is another one, which
    /// somebody asked for.
    func typing(_ contact: PendingContact, again: Bool = false, _ context: PageContext) -> PageResponse {
        pendingContact.value = contact
        return page(.contactCode, VerifyModel(contact, again: again, nil, context.words), context)
    }

    /// Takes the code that was sent to a new contact.
    fileprivate func verify(_ form: PageForm, _ context: PageContext) throws -> PageResponse {
        let proof = form["proof"]
        do {
            let code = try ContactCode(typed: SecretBytes(utf8: form.typed("code")))
            try device.contacts.verify(proof: proof, code: code, of: form["account"])
        } catch {
            let failure = FailureModel(Failure(explaining: error), context.words)
            guard let sent = pendingContact.value, sent.sent.proof.rawValue == proof else {
                return try contacts(context, failure)
            }
            return page(.contactCode, VerifyModel(sent, failure, context.words), context, status: .conflict)
        }
        pendingContact.value = nil
        return .redirect(to: "/contacts")
    }
}

/// A contact that was added, while a code is on its way to it.
struct PendingContact: Sendable {
    /// The entry of the account.
    let account: String
    let sent: SentContactCode
}

/// The page that asks for the code of a new contact.
struct VerifyModel {
    /// The entry of the account.
    let account: String
    let contact: String
    let proof: String
    /// Where the code went; it is said beside a failure too.
    let sentTo: String
    /// Whether that is another code, which somebody asked for.
    let isSentAgain: Bool
    let failure: FailureModel?
}

extension VerifyModel {
    init(_ waiting: PendingContact, again: Bool = false, _ failure: FailureModel?, _ words: Catalogue) {
        account = waiting.account
        contact = waiting.sent.contact.rawValue
        proof = waiting.sent.proof.rawValue
        sentTo = words.codeSent(waiting.sent, again: again)
        isSentAgain = again
        self.failure = failure
    }
}
