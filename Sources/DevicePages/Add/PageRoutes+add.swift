import DeviceCore
import OneTimePassword
import OutsideText
import Primitives

extension PageRoutes {
    /// Serves the ways to add an account.
    func addAdding() {
        get("/add") { site, context in
            // Whoever begins here adds a new account, whatever was begun before.
            site.pendingEntry.value = nil
            return site.page(.add, NoModel(), context)
        }
        get("/add/hand") { site, context in site.page(.addHand, HandModel(), context) }
        post("/add/hand") { site, form, context in
            var model = HandModel(form)
            do {
                _ = try site.device.entries.add(try model.account(form), keepingBoth: form.isTicked("keepBoth"))
            } catch {
                let failure = Failure(explaining: error)
                model.failure = FailureModel(failure, context.words)
                model.isDuplicate = failure.code == .duplicateEntry
                return site.page(.addHand, model, context, status: .badRequest)
            }
            return .redirect(to: "/")
        }
        addPersonal(path: "/add/personal", isNew: false)
        addPersonal(path: "/add/personal/new", isNew: true)
        get("/import") { site, context in site.page(.addImport, ImportModel(), context) }
        post("/import") { site, form, context in
            try site.importing(form, context)
        }
    }
}

extension PageSite {
    /// Adds the accounts of a list of addresses, one a line, as many apps export them.
    fileprivate func importing(_ form: PageForm, _ context: PageContext) throws -> PageResponse {
        do {
            let list = try AddressList(Array(form.typed("list").utf8))
            let model = ImportModel(try device.entries.add(list, keepingBoth: false), context.words)
            return page(.addImport, model, context, status: model.failure == nil ? .ok : .badRequest)
        } catch {
            let model = ImportModel(failure: FailureModel(Failure(explaining: error), context.words))
            return page(.addImport, model, context, status: .badRequest)
        }
    }
}
