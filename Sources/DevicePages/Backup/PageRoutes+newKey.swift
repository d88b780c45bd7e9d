import DeviceCore
import Primitives
import Vault
import WebPages

extension PageRoutes {
    /// Serves the new backup key, which a lost device and what was backed up before do not open.
    func addNewKey() {
        get("/backup/new-key") { site, context in
            guard try site.contents()?.deviceBound.backup != nil else {
                return .redirect(to: "/backup")
            }
            return site.page(.newKey, NewKeyModel(), context)
        }
        post("/backup/new-key") { site, form, context in
            try site.guarded(nil, back: "/backup", context) { site, context in
                do {
                    let password = try Password(existing: SecretBytes(utf8: form.typed("password")))
                    _ = try site.device.backups.makeNewKey { password }
                } catch  where !error.asksForEvidence {
                    let model = NewKeyModel(failure: FailureModel(Failure(explaining: error), context.words))
                    return site.page(.newKey, model, context, status: .conflict)
                }
                return site.page(.newKeyDone, NoModel(), context)
            }
        }
    }
}

/// The page that gives the backup a new key.
struct NewKeyModel {
    var failure: FailureModel?
}

extension PageTemplate<NewKeyModel> {
    static var newKey: Self { Self(name: "new-key") }
}

extension NewKeyModel: ShownOnPage {
    var pageValue: PageValue { ["failure": .of(failure)] }
}
