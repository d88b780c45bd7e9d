import AccountAPI
import DeviceCore
import Encodings
import Entries
import Primitives
import Vault
import WebPages

extension PageRoutes {
    /// Serves the page that has a letter sent, for whoever cannot sign in after too many tries.
    func addLetter() {
        get("/letter") { site, context in
            let asked = context.request.fields.values
            var model = LetterModel()
            if let id = asked["account"] {
                let account = try site.contents()?.personalAccount(id)
                (model.service, model.username) = (account?.service ?? "", account?.username ?? "")
            } else {
                (model.service, model.username) = (asked["service"] ?? "", asked["username"] ?? "")
            }
            return site.page(.letter, model, context)
        }
        post("/letter") { site, form, context in
            var model = LetterModel(form)
            do {
                let until = try site.device.accounts.requestLetter(
                    for: model.username,
                    at: try ServiceAddress(model.service),
                    language: context.words.language
                )
                model.sent = context.words.text("page.letter.sent", ["until": context.words.moment(until)])
            } catch {
                model.failure = FailureModel(site.told(error), context.words)
            }
            return site.page(.letter, model, context, status: model.failure == nil ? .ok : .badRequest)
        }
    }
}

extension VaultContents {
    /// The personal account of an entry; without an identifier, the recovery account.
    fileprivate func personalAccount(_ id: String) -> PersonalAccount? {
        let entry = id.isEmpty ? deviceBound.backup?.recoveryEntry : EntryID(id)
        guard case .personal(let account) = entry.flatMap({ portable[$0] })?.content else { return nil }
        return account
    }
}

extension PageForm {
    /// The code of a letter, where one was typed.
    func letterCode() throws -> LetterCode? {
        self["letter"].isEmpty ? nil : try LetterCode(typed: SecretBytes(utf8: typed("letter")))
    }
}

/// The page that has a letter sent.
struct LetterModel {
    var username = ""
    var service = ""
    /// Set once it was asked for.
    var sent: String?
    var failure: FailureModel?
}

extension LetterModel {
    init(_ form: PageForm) {
        username = form["username"]
        service = form["service"]
    }
}
