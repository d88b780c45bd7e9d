import DeviceCore
import Entries
import Primitives
import Vault

extension PageRoutes {
    /// Serves the form that signs in to a personal account, or the one that creates it.
    func addPersonal(path: String, isNew: Bool) {
        get(path) { site, context in
            let model = PersonalModel(service: try site.contents()?.personalService ?? "", isNew: isNew)
            return site.page(.addPersonal, model, context)
        }
        post(path) { site, form, context in
            let model = PersonalModel(form, isNew: isNew)
            let words = context.words
            let title = words.text(isNew ? "page.personal.new" : "page.kind.personal")
            return site.growingPage(title: title, words) { site, tell in
                do {
                    let change = try site.add(model, form) {
                        tell(words.text(isNew ? "progress.creating" : "progress.stretching"))
                    }
                    let confirmation = site.confirmation(of: change.entry.id, words)
                    var done = AddDoneModel(change, confirmation: confirmation, words: words)
                    done.isUnsaved = try site.contents()?.deviceBound.backup == nil
                    return site.render(.addDone, done, words)
                } catch {
                    var model = model
                    let failure = site.told(error)
                    model.failure = FailureModel(failure, words, letter: form["letter"], of: model.typed)
                    return site.render(.personalForm, model, words)
                }
            }
        }
    }
}

extension PageSite {
    /// Signs in to the account that a form names, or creates it; `begins` once what was typed can be taken.
    func add(_ model: PersonalModel, _ form: PageForm, begins: () -> Void = {}) throws -> AccountChange {
        let service = try ServiceAddress(model.service)
        let typed = SecretBytes(utf8: form.typed("password"))
        guard model.isNew else {
            let password = try Password(existing: typed)
            let letter = try form.letterCode()
            begins()
            return try device.typing(letter).accounts.signIn(
                username: model.username,
                at: service,
                password: password
            )
        }
        try Accounts.refuseUsername(model.username)
        let password = try Password(new: typed, username: model.username)
        begins()
        return try device.accounts.create(username: model.username, at: service, password: password)
    }
}

extension VaultContents {
    /// The address of the account service that a personal account here is at.
    var personalService: String? {
        portable.entries.lazy.compactMap { entry in
            guard case .personal(let account) = entry.content else { return nil }
            return account.service
        }.first
    }
}
