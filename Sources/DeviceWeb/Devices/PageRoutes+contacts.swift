import AccountAPI
import DeviceCore
import Foundation
import Hummingbird
import Sodium
import Vault

extension PageRoutes {
    /// Serves the alternate addresses and numbers of the personal accounts, which prove whose a new device is.
    func addContacts() {
        get("/contacts") { [site] _, context in
            try await site.contacts(context)
        }
        post("/contacts/add") { [site] form, context in
            try await site.change(ContactChange(form), context)
        }
        post("/contacts/remove") { [site] form, context in
            try await site.change(ContactChange(form), context)
        }
        post("/contacts/verify") { [site] form, context in
            try await site.verify(ContactChange(form), form, context)
        }
        post("/contacts/approvals-off") { [site] form, context in
            do {
                _ = try await site.app.turnApprovalsOff(of: form["account"])
            } catch {
                return try await site.contacts(context, FailureModel(Failure(explaining: error), context.words))
            }
            return .redirect(to: "/contacts", type: .normal)
        }
    }
}

extension PageSite {
    /// Takes the code that was sent; where it was only a step on the way, the change goes on from there.
    fileprivate func verify(_ change: ContactChange, _ form: PageForm, _ context: PageContext) async throws -> Response
    {
        let proof = form["proof"]
        do {
            let code = try ContactCode(typed: SecretBytes(utf8: form.typed("code")))
            try await app.verifyContact(proof: proof, code: code, of: change.account)
        } catch {
            let failure = FailureModel(Failure(explaining: error), context.words)
            let model = VerifyModel(change: change, proof: proof, goesOn: form.isTicked("goesOn"), failure: failure)
            return page(.contactCode, model, context, status: .conflict)
        }
        guard form.isTicked("goesOn") else { return .redirect(to: "/contacts", type: .normal) }
        return try await self.change(change, proof: proof, context)
    }

    /// Adds or removes a contact; a question that somebody has to answer first becomes the page.
    fileprivate func change(
        _ change: ContactChange,
        proof: String? = nil,
        _ context: PageContext
    ) async throws -> Response {
        let words = context.words
        do {
            try await make(change, proof: proof, PageQuestion.questions(words.language))
            return .redirect(to: "/contacts", type: .normal)
        } catch PageQuestion.choose(let contacts) {
            return page(.contactChoice, ContactChoiceModel(change: change, contacts: contacts), context)
        } catch PageQuestion.code(let proof, let masked, let isProof) {
            let sentTo = words.text("page.signIn.sentTo", ["place": masked])
            return page(
                .contactCode,
                VerifyModel(change: change, proof: proof, goesOn: isProof, sentTo: sentTo),
                context
            )
        } catch {
            return try await contacts(context, FailureModel(Failure(explaining: error), words))
        }
    }

    private func make(_ change: ContactChange, proof: String?, _ questions: ContactQuestions) async throws {
        let proving = change.by.isEmpty ? nil : change.by
        if change.contact.isEmpty {
            _ = try await app.addContact(
                change.kind == "phone" ? .phone : .email,
                change.value,
                to: change.account,
                proving: proving,
                proof: proof,
                questions: questions
            )
        } else {
            try await app.removeContact(
                change.contact,
                of: change.account,
                proving: proving,
                proof: proof,
                questions: questions
            )
        }
    }

    fileprivate func contacts(_ context: PageContext, _ failure: FailureModel? = nil) async throws -> Response {
        var model = ContactsModel()
        model.failure = failure
        let vault = try await self.contents()
        for entry in try await app.entries() where entry.kind == "personal" {
            do {
                let contacts = try await app.contacts(of: entry.id)
                model.accounts.append(
                    ContactsModel.Account(entry, contacts, approves: vault?.answers(entry.id) == true)
                )
            } catch {
                model.failure = model.failure ?? FailureModel(Failure(explaining: error), context.words)
            }
        }
        model.hasAccount = !model.accounts.isEmpty
        return page(.contacts, model, context, status: failure == nil ? .ok : .conflict)
    }
}

/// A contact that is added or removed, kept in the forms of what has to be asked before.
private struct ContactChange {
    /// The entry of the account.
    let account: String
    /// The contact that is removed; empty where one is added.
    let contact: String
    let kind: String
    let value: String
    /// The contact that a code goes to first; empty where it was not chosen.
    let by: String

    init(_ form: PageForm) {
        account = form["account"]
        contact = form["contact"]
        kind = form["kind"]
        value = form["value"]
        by = form["by"]
    }
}

/// The page that asks for a code.
private struct VerifyModel {
    let change: ContactChange
    let proof: String
    /// Whether the change goes on once the code was right.
    let goesOn: Bool
    var sentTo: String?
    var failure: FailureModel?
}

/// The page that asks where a code goes.
private struct ContactChoiceModel {
    let change: ContactChange
    let contacts: [PageQuestion.Contact]
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
        /// Whether this device answers its sign-in requests.
        let approves: Bool
        /// Whether it could: a verified contact is there to prove by.
        let canApprove: Bool

        init(_ entry: EntryListing, _ contacts: [ListContacts.Contact], approves: Bool) {
            self.approves = approves
            canApprove = !approves && contacts.contains(where: \.isVerified)
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
