import AccountAPI
import DeviceCore
import Foundation
import Hummingbird
import Sodium

extension PageRoutes {
    /// Serves the alternate addresses and numbers of the personal accounts, which prove whose a new device is.
    func addContacts() {
        get("/contacts") { [site] _, context in
            try await site.contacts(context)
        }
        post("/contacts/add") { [site] form, context in
            let kind: ContactKind = form["kind"] == "phone" ? .phone : .email
            return try await site.asking(context, account: form["account"]) { questions in
                _ = try await site.app.addContact(kind, form["value"], to: form["account"], questions: questions)
            }
        }
        post("/contacts/verify") { [site] form, context in
            try await site.asking(context, account: form["account"], proof: form["proof"]) { _ in
                let code = try ContactCode(typed: SecretBytes(utf8: form.typed("code")))
                try await site.app.verifyContact(proof: form["proof"], code: code, of: form["account"])
            }
        }
        post("/contacts/remove") { [site] form, context in
            try await site.asking(context, account: form["account"]) { questions in
                try await site.app.removeContact(form["contact"], of: form["account"], questions: questions)
            }
        }
    }
}

extension PageSite {
    /// Does something with contacts; a code that has to be typed first becomes the page.
    fileprivate func asking(
        _ context: PageContext,
        account: String,
        proof: String? = nil,
        _ step: (ContactQuestions) async throws -> Void
    ) async throws -> Response {
        let words = context.words
        let questions = ContactQuestions(
            language: words.language,
            choose: { contacts in contacts[0] },
            code: { question in throw CodeWanted(sent: question.sent) }
        )
        do {
            try await step(questions)
            return .redirect(to: "/contacts", type: .normal)
        } catch let wanted as CodeWanted {
            let sentTo = words.text("page.signIn.sentTo", ["place": wanted.sent.masked])
            let model = VerifyModel(account: account, proof: wanted.sent.proof.rawValue, sentTo: sentTo)
            return page(.contactCode, model, context)
        } catch {
            let failure = FailureModel(Failure(explaining: error), words)
            guard let proof else { return try await contacts(context, failure) }
            let model = VerifyModel(account: account, proof: proof, failure: failure)
            return page(.contactCode, model, context, status: .conflict)
        }
    }

    fileprivate func contacts(_ context: PageContext, _ failure: FailureModel? = nil) async throws -> Response {
        var model = ContactsModel()
        model.failure = failure
        for entry in try await app.entries() where entry.kind == "personal" {
            do {
                let contacts = try await app.contacts(of: entry.id)
                model.accounts.append(ContactsModel.Account(entry, contacts))
            } catch {
                model.failure = model.failure ?? FailureModel(Failure(explaining: error), context.words)
            }
        }
        model.hasAccount = !model.accounts.isEmpty
        return page(.contacts, model, context, status: failure == nil ? .ok : .conflict)
    }
}

private struct CodeWanted: Error {
    let sent: SentContactCode
}

/// The page that asks for a code.
private struct VerifyModel {
    let account: String
    let proof: String
    var sentTo: String?
    var failure: FailureModel?
}

/// The contacts of each personal account, masked.
struct ContactsModel {
    var accounts: [Account] = []
    var hasAccount = false
    var failure: FailureModel?

    /// An account with its contacts.
    struct Account {
        let id: String
        let label: String
        let contacts: [Contact]

        init(_ entry: EntryListing, _ contacts: [ListContacts.Contact]) {
            id = entry.id
            label = entry.label
            self.contacts = contacts.map { contact in
                Contact(
                    id: contact.id.rawValue,
                    account: entry.id,
                    masked: contact.masked,
                    isVerified: contact.isVerified
                )
            }
        }
    }

    /// One contact.
    struct Contact {
        let id: String
        /// The entry of its account.
        let account: String
        let masked: String
        let isVerified: Bool
    }
}
