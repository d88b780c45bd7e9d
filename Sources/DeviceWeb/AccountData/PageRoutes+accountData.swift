import DeviceCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OutsideText
import Primitives

extension PageRoutes {
    /// Serves what a service holds of a personal account: reading it out, and deleting it.
    func addAccountData() {
        get("/accounts/:id/data") { site, _, context in
            let listing = try site.device.entries.entry(named: context.parameters.require("id"))
            return site.page(.accountData, AccountFormModel(listing), context)
        }
        post("/accounts/:id/export") { site, _, context in
            let id = try context.parameters.require("id")
            return try site.guarded(id, back: "/accounts/\(id)/data", context) { site, _ in
                let data = try site.device.accounts.export(id)
                return Response(
                    status: .ok,
                    headers: [
                        .contentType: "application/json",
                        .contentDisposition: "attachment; filename=\"sparekey-account.json\"",
                    ],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: data))
                )
            }
        }
        post("/accounts/:id/delete") { site, form, context in
            let id = try context.parameters.require("id")
            return try site.guarded(id, back: "/accounts/\(id)/data", context) { site, context in
                try site.delete(id, form, context)
            }
        }
    }
}

extension PageSite {
    /// Deletes an account whose user name and password were typed.
    fileprivate func delete(_ id: String, _ form: PageForm, _ context: PageContext) throws -> Response {
        do {
            let isDone = try device.accounts.delete(id) { username, _, _ in
                UserNameRule.isSame(form["username"], username)
            } password: { _ in
                try Password(existing: SecretBytes(utf8: form.typed("password")))
            }
            guard isDone else { throw Failure(.confirmationNeeded) }
            return .redirect(to: "/", type: .normal)
        } catch  where !error.asksForEvidence {
            var model = AccountFormModel(try device.entries.entry(named: id))
            model.failure = FailureModel(Failure(explaining: error), context.words)
            return page(.accountData, model, context, status: .conflict)
        }
    }
}
