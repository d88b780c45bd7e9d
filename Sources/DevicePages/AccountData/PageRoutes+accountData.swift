import DeviceCore
import HTTPExchange
import OutsideText
import Primitives

extension PageRoutes {
    /// Serves what a service holds of a personal account: reading it out, and deleting it.
    func addAccountData() {
        get("/accounts/:id/data") { site, context in
            let listing = try site.device.entries.entry(named: context.id)
            return site.page(.accountData, AccountFormModel(listing), context)
        }
        post("/accounts/:id/export") { site, _, context in
            let id = context.id
            return try site.guarded(id, back: "/accounts/\(id)/data", context) { site, _ in
                let data = try site.device.accounts.export(id)
                var response = PageResponse(type: "application/json", .bytes(Array(data)))
                let disposition = "attachment; filename=\"sparekey-account.json\""
                response.headers.add(name: "Content-Disposition", value: disposition)
                return response
            }
        }
        post("/accounts/:id/delete") { site, form, context in
            let id = context.id
            return try site.guarded(id, back: "/accounts/\(id)/data", context) { site, context in
                try site.delete(id, form, context)
            }
        }
    }
}

extension PageSite {
    /// Deletes an account whose user name and password were typed.
    fileprivate func delete(_ id: String, _ form: PageForm, _ context: PageContext) throws -> PageResponse {
        do {
            let isDone = try device.accounts.delete(id) { username, _, _ in
                UserNameRule.isSame(form["username"], username)
            } password: { _ in
                try Password(existing: SecretBytes(utf8: form.typed("password")))
            }
            guard isDone else { throw Failure(.confirmationNeeded) }
            return .redirect(to: "/")
        } catch  where !error.asksForEvidence {
            var model = AccountFormModel(try device.entries.entry(named: id))
            model.failure = FailureModel(Failure(explaining: error), context.words)
            return page(.accountData, model, context, status: .conflict)
        }
    }
}
