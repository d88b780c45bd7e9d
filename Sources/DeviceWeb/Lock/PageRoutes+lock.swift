import DeviceCore
import Hummingbird
import Primitives
import Vault
import WebPages

extension PageRoutes {
    /// Serves the lock: the passphrase opens the vault for as long as the page is used.
    func addLock() {
        get("/unlock") { site, _, context in
            site.page(.unlock, UnlockModel(), context)
        }
        post("/unlock") { site, form, context in
            let passphrase = SecretBytes(passphrase: form.typed("passphrase"))
            do {
                _ = try site.device.unlocking(with: passphrase).vault()
            } catch {
                let failure = FailureModel(Failure(explaining: error), context.words)
                return site.page(.unlock, UnlockModel(failure: failure), context, status: .conflict)
            }
            return .redirect(to: "/", type: .normal)
        }
        post("/lock") { site, _, context in
            if try site.hasPassphrase() {
                try site.device.lock()
            } else if let cookie = context.cookie {
                // No passphrase keeps anybody out, so the browser is shut out instead: it needs a new ticket.
                site.gate.forget(cookie: cookie)
            }
            site.forgetPending()
            return .redirect(to: "/", type: .normal)
        }
    }
}

/// The page that asks for the passphrase.
struct UnlockModel {
    var failure: FailureModel?
}

extension PageTemplate<UnlockModel> {
    static var unlock: Self { Self(name: "unlock") }
}

extension UnlockModel: ShownOnPage {
    var pageValue: PageValue { ["failure": .of(failure)] }
}
