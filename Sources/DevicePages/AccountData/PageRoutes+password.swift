import DeviceCore
import Primitives
import WebPages

extension PageRoutes {
    /// Serves the change of a personal account's password, from the present one to a new one.
    func addPassword() {
        get("/accounts/:id/password") { site, context in
            let listing = try site.device.entries.entry(named: context.id)
            if let other = try site.newPasswordFirst(of: listing.id) { return other }
            return site.page(.password, AccountFormModel(listing), context)
        }
        post("/accounts/:id/password") { site, form, context in
            let id = context.id
            return try site.guarded(id, back: "/accounts/\(id)", context) { site, context in
                try site.changePassword(of: id, form, context)
            }
        }
    }
}

extension PageSite {
    /// Changes a password, or shows its form again with what went wrong.
    fileprivate func changePassword(of id: String, _ form: PageForm, _ context: PageContext) throws -> PageResponse {
        var model = AccountFormModel(try device.entries.entry(named: id))
        let removed: [String]
        do {
            let old = try Password(existing: SecretBytes(utf8: form.typed("password")))
            guard form.typed("newPassword") == form.typed("repeated") else { throw Failure(.passwordMismatch) }
            let new = { @Sendable username in
                try Password(new: SecretBytes(utf8: form.typed("newPassword")), username: username)
            }
            // One that will not do is told before the old one is tried.
            _ = try new(model.username)
            removed = try device.accounts.changePassword(of: id, from: old, to: new)
        } catch  where !error.asksForEvidence {
            model.failure = FailureModel(Failure(explaining: error), context.words)
            return page(.password, model, context, status: .conflict)
        }
        let gone = RemovedDevices(with: .password, removed)
        return page(.passwordDone, RemovedDevicesModel(gone, context.words), context)
    }
}

/// The page after a password or a recovery code was changed.
struct RemovedDevicesModel {
    /// Which devices went with the old one, as a sentence; nil where none did.
    let removed: String?
}

extension RemovedDevicesModel {
    init(_ devices: RemovedDevices, _ words: Catalogue) {
        removed = words.removedDevices(devices)
    }
}

extension PageTemplate<RemovedDevicesModel> {
    static var passwordDone: Self { Self(name: "password-done") }
}

extension RemovedDevicesModel: ShownOnPage {
    var pageValue: PageValue { ["removed": .of(removed)] }
}
