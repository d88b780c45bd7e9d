import AccountAPI
import DeviceCore
import Encodings
import Primitives

extension PageRoutes {
    /// Serves the alternate addresses and numbers of the personal accounts, which prove whose a new device is.
    func addContacts() {
        get("/contacts") { site, context in
            try site.contacts(context)
        }
        change("/contacts/add") { device, change, words in
            _ = try device.contacts.add(
                change.kind == "phone" ? .phone : .email,
                change.value,
                to: change.account,
                questions: PageQuestion.questions(words.language)
            )
        }
        change("/contacts/remove") { device, change, _ in
            try device.contacts.remove(change.contact, of: change.account)
        } told: { words in
            words.text("page.contacts.removed")
        }
        change("/contacts/approvals-off") { device, change, _ in
            _ = try device.approvals.turnOff(of: change.account)
        }
    }

    /// A change of an account's contacts, which asks for more where the account service does.
    private func change(
        _ path: String,
        _ make: @escaping @Sendable (Device, ContactChange, Catalogue) throws -> Void,
        told: (@Sendable (Catalogue) -> String)? = nil
    ) {
        post(path) { site, form, context in
            let change = ContactChange(form)
            return try site.guarded(change.account, back: "/contacts", context) { site, context in
                try site.change(change, context, make, told: told)
            }
        }
    }
}

extension PageSite {
    /// Changes a contact; the question for the code of a new one becomes the page.
    fileprivate func change(
        _ change: ContactChange,
        _ context: PageContext,
        _ make: (Device, ContactChange, Catalogue) throws -> Void,
        told: (@Sendable (Catalogue) -> String)?
    ) throws -> PageResponse {
        let words = context.words
        do {
            try make(device, change, words)
            if let told { return try contacts(context, done: told(words)) }
            return .redirect(to: "/contacts")
        } catch PageQuestion.code(let sent) {
            return typing(PendingContact(account: change.account, sent: sent), context)
        } catch  where !error.asksForEvidence {
            return try contacts(context, FailureModel(Failure(explaining: error), words), typed: change)
        }
    }

    /// The contacts; `typed` is what a form was sent with that failed, and `done` says what was done.
    func contacts(
        _ context: PageContext,
        _ failure: FailureModel? = nil,
        typed: ContactChange? = nil,
        done: String? = nil
    ) throws -> PageResponse {
        var model = ContactsModel()
        model.failure = failure
        model.done = done
        let vault = try self.contents()
        for entry in try device.entries.list() where entry.kind == "personal" {
            do {
                let contacts = try device.contacts.list(of: entry.id)
                var account = ContactsModel.Account(
                    entry,
                    contacts,
                    approves: vault?.answers(entry.id) == true,
                    waiting: waitingContact
                )
                account.later = later(contacts, of: entry, context.words)
                if let typed, typed.account == entry.id {
                    (account.value, account.isPhone) = (typed.value, typed.kind == "phone")
                }
                model.accounts.append(account)
            } catch {
                if let removed = RemovedModel(try device.entries.entry(named: entry.id), context.words, after: error) {
                    model.removed.append(removed)
                } else {
                    model.failure = model.failure ?? FailureModel(Failure(explaining: error), context.words)
                }
            }
            model.hasAccount = true
        }
        return page(.contacts, model, context, status: failure == nil ? .ok : .conflict)
    }

    /// From when on this device can change the contacts of an account, where it cannot yet and nothing confirms it.
    private func later(_ contacts: [ListContacts.Contact], of entry: EntryListing, _ words: Catalogue) -> String? {
        // A contact that gets a code confirms it.
        guard !contacts.contains(where: \.isVerified), let status = try? device.accounts.status(of: entry.id) else {
            return nil
        }
        return status.changesFrom.map { words.text("page.contacts.later", ["date": words.day($0)]) }
    }
}

/// A change of the contacts of an account, as its form gives it.
struct ContactChange: Sendable {
    /// The entry of the account.
    let account: String
    /// The contact that is removed; empty where one is added.
    let contact: String
    let kind: String
    let value: String

    init(_ form: PageForm) {
        account = form["account"]
        contact = form["contact"]
        kind = form["kind"]
        value = form["value"]
    }
}
