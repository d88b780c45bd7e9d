import DeviceCore
import Primitives
import Vault
import WebPages

extension PageRoutes {
    /// Serves the lock: the passphrase opens the vault for as long as the page is used.
    func addLock() {
        get("/unlock") { site, context in
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
            return .redirect(to: "/")
        }
        post("/lock") { site, _, _ in
            var response = PageResponse.redirect(to: "/")
            if try site.hasPassphrase() {
                try site.device.lock()
            } else {
                // No passphrase keeps anybody out, so the browser is shut out instead: it needs a new ticket.
                response.shutsOut = true
            }
            site.forgetPending()
            return response
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
