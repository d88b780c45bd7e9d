import AccountAPI
import DeviceCore
import Encodings
import Primitives

/// Shows more of before with what was typed; returns the page that it leads to.
private typealias ShowMore =
    @Sendable (PageSite, PendingTakingBack, PageForm, inout TakeBackModel, Catalogue) throws
    -> PageTemplate<TakeBackModel>

extension PageRoutes {
    /// Serves *Take the account back*: the password from before, a new one, and one thing more where it is needed.
    func addTakingBack() {
        get("/accounts/:id/take-back") { site, context in
            let listing = try site.device.entries.entry(named: context.id)
            return site.page(.takeBack, TakeBackModel(listing), context)
        }
        post("/accounts/:id/take-back") { site, form, context in
            let listing = try site.device.entries.entry(named: context.id)
            let words = context.words
            return site.takingBack(TakeBackModel(listing), "progress.stretching", words) { site, model in
                let typed = SecretBytes(utf8: form.typed("newPassword"))
                let password = try Password(new: typed, username: listing.account)
                let back = try site.device.recovery.beginTakingBack(listing.id) { _ in
                    .password(try Password(existing: SecretBytes(utf8: form.typed("password"))))
                }
                let pending = PendingTakingBack(back, to: password, at: site.now())
                return try site.goOn(with: pending, &model, words)
            }
        }
        more("contact", "page.signIn.sending") { site, pending, form, model, words in
            guard let contact = ContactID(form["contact"]) else { throw Failure(.noSuchContact) }
            let sent = try pending.back.until(site.device.cancellation).sendCode(to: contact, language: words.language)
            var waiting = pending
            waiting.proof = sent.proof
            site.pendingTakingBack.value = waiting
            model.sentTo = words.text("page.signIn.sentTo", ["place": sent.masked])
            return .takeBackCode
        }
        more("recovery-code", "progress.stretching") { site, pending, form, model, words in
            let code = try RecoveryCode(typed: SecretBytes(utf8: form.typed("code")))
            var shown = pending
            shown.back = try pending.back.until(site.device.cancellation).showing(.recoveryCode(code))
            return try site.goOn(with: shown, &model, words)
        }
        more("code", "progress.stretching") { site, pending, form, model, words in
            guard let proof = pending.proof else { throw Failure(.contactCodeExpired) }
            var shown = pending
            do {
                if !pending.back.isEnough {
                    let code = try ContactCode(typed: SecretBytes(utf8: form.typed("code")))
                    shown.back = try pending.back.until(site.device.cancellation).typing(code, of: proof)
                }
            } catch {
                // Another one may be sent where this one is of no use any more.
                let code = Failure(explaining: error).code
                if [.wrongContactCode, .contactCodeMistyped].contains(code) { model.onFailure = .takeBackCode }
                throw error
            }
            model.onFailure = .takeBackCode
            return try site.goOn(with: shown, &model, words)
        }
    }

    /// A form that shows more of before, in the session that has begun.
    private func more(
        _ path: String,
        _ step: String,
        _ show: @escaping ShowMore
    ) {
        post("/accounts/:id/take-back/\(path)") { site, form, context in
            let words = context.words
            var model = TakeBackModel(try site.device.entries.entry(named: context.id))
            guard let pending = site.takingBack(form), pending.back.isOf(model.id) else {
                model.failure = FailureModel(Failure(.contactCodeExpired), words)
                return site.page(.takeBack, model, context, status: .conflict)
            }
            model.ask(pending)
            model.onFailure = .takeBackMore
            return site.takingBack(model, step, words) { site, model in
                try show(site, pending, form, &model, words)
            }
        }
    }
}

extension PageSite {
    /// Runs a step of taking an account back; the page grows meanwhile, and ends with what the step leads to.
    fileprivate func takingBack(
        _ typed: TakeBackModel,
        _ step: String,
        _ words: Catalogue,
        _ work: @escaping @Sendable (PageSite, inout TakeBackModel) throws -> PageTemplate<TakeBackModel>
    ) -> PageResponse {
        growingPage(title: words.text("entry.takeBack"), words) { site, tell in
            tell(words.text(step))
            var model = typed
            do {
                let template = try work(site, &model)
                return site.render(template, model, words)
            } catch {
                model.failure = FailureModel(Failure(explaining: error), words)
                return site.render(model.onFailure, model, words)
            }
        }
    }
}
