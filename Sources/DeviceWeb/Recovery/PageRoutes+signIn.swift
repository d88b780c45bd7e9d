import DeviceCore
import Foundation
import Hummingbird
import Sodium
import Vault

extension PageRoutes {
    /// Serves *Sign in to recover*: the password makes a personal account ready on this device.
    func addSignInToRecover() {
        get("/accounts/:id/sign-in") { [site] _, context in
            let listing = try await site.app.entry(named: context.parameters.require("id"))
            return site.page(.signIn, SignInModel(listing), context)
        }
        post("/accounts/:id/sign-in") { [site] form, context in
            let listing = try await site.app.entry(named: context.parameters.require("id"))
            let words = context.words
            return site.growingPage(title: words.text("entry.signInToRecover"), words) { tell in
                tell(words.text("progress.stretching"))
                var model = SignInModel(listing)
                do {
                    try await site.signIn(to: listing.id, form.typed("password"))
                    return PageTemplate.signInDone.render(model, words: words)
                } catch {
                    model.failure = FailureModel(Failure(explaining: error), words)
                    return PageTemplate.signInFailed.render(model, words: words)
                }
            }
        }
    }
}

extension PageSite {
    fileprivate func signIn(to id: String, _ typed: String) async throws {
        guard let id = EntryID(checking: id), let entry = try await contents()?.portable[id],
            case .personal(let account) = entry.content
        else { throw Failure(.noSuchEntry) }
        let password = try Password(existing: SecretBytes(utf8: typed))
        _ = try await app.signIn(username: account.username, at: ServiceAddress(account.service), password: password)
    }
}

/// The page of an account that is made ready again.
private struct SignInModel {
    let id: String
    let label: String
    var failure: FailureModel?

    init(_ listing: EntryListing) {
        id = listing.id
        label = listing.label
    }
}
