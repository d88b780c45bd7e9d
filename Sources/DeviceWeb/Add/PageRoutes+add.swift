import DeviceCore
import Foundation
import Hummingbird
import OneTimePassword
import OutsideText
import Sodium
import Vault

extension PageRoutes {
    /// Serves the ways to add an account.
    func addAdding() {
        get("/add") { [site] _, context in
            // Whoever begins here adds a new account, whatever was begun before.
            site.pendingEntry.value = nil
            return site.page(.add, NoModel(), context)
        }
        get("/add/hand") { [site] _, context in site.page(.addHand, HandModel(), context) }
        post("/add/hand") { [site] form, context in
            var model = HandModel(form)
            do {
                _ = try await site.app.add(try model.account(form), keepingBoth: form.isTicked("keepBoth"))
            } catch {
                let failure = Failure(explaining: error)
                model.failure = FailureModel(failure, context.words)
                model.isDuplicate = failure.code == .duplicateEntry
                return site.page(.addHand, model, context, status: .badRequest)
            }
            return .redirect(to: "/", type: .normal)
        }
        get("/add/personal") { [site] _, context in
            let service = try await site.contents()?.portable.entries.lazy.compactMap(\.personalService).first
            return site.page(.addPersonal, PersonalModel(service: service ?? ""), context)
        }
        post("/add/personal") { [site] form, context in
            let model = PersonalModel(form)
            let words = context.words
            let title = words.text(model.isNew ? "progress.creating" : "progress.signingIn")
            return site.growingPage(title: title, words) { tell in
                tell(words.text("progress.stretching"))
                do {
                    let change = try await site.signIn(form, model)
                    return PageTemplate.addDone.render(AddDoneModel(change, words), words: words)
                } catch {
                    var model = model
                    model.failure = FailureModel(Failure(explaining: error), words)
                    return PageTemplate.personalForm.render(model, words: words)
                }
            }
        }
        get("/import") { [site] _, context in site.page(.addImport, ImportModel(), context) }
        post("/import") { [site] form, context in
            try await site.importing(form, context)
        }
    }
}

extension Entry {
    /// The address of the account service that a personal account is at.
    fileprivate var personalService: String? {
        guard case .personal(let account) = content else { return nil }
        return account.service
    }
}

extension PageSite {
    fileprivate func signIn(_ form: PageForm, _ model: PersonalModel) async throws -> AccountChange {
        let service = try ServiceAddress(model.service)
        let typed = SecretBytes(utf8: form.typed("password"))
        guard model.isNew else {
            let password = try Password(existing: typed)
            return try await app.typing(form.letterCode()).signIn(
                username: model.username,
                at: service,
                password: password
            )
        }
        guard form.typed("password") == form.typed("repeated") else { throw Failure(.passwordMismatch) }
        let password = try Password(new: typed, username: model.username)
        return try await app.createAccount(username: model.username, at: service, password: password)
    }

    /// Adds the accounts of a list of addresses, one a line, as many apps export them.
    fileprivate func importing(_ form: PageForm, _ context: PageContext) async throws -> Response {
        do {
            let list = try AddressList(Array(form.typed("list").utf8))
            let model = ImportModel(try await app.add(list, keepingBoth: false), context.words)
            return page(.addImport, model, context, status: model.failure == nil ? .ok : .badRequest)
        } catch {
            let model = ImportModel(failure: FailureModel(Failure(explaining: error), context.words))
            return page(.addImport, model, context, status: .badRequest)
        }
    }
}
