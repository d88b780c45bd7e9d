import AccountAPI
import DeviceCore
import Foundation
import Hummingbird
import Sodium

extension PageRoutes {
    /// Serves *Take the account back*: the password from before, a new one, and the recovery code where it is needed.
    func addTakingBack() {
        get("/accounts/:id/take-back") { [site] _, context in
            let listing = try await site.app.entry(named: context.parameters.require("id"))
            return site.page(.takeBack, TakeBackModel(listing), context)
        }
        post("/accounts/:id/take-back") { [site] form, context in
            let listing = try await site.app.entry(named: context.parameters.require("id"))
            let words = context.words
            return site.growingPage(title: words.text("entry.takeBack"), words) { tell in
                tell(words.text("progress.stretching"))
                var model = TakeBackModel(listing)
                do {
                    let offer = try await site.app.takeBack(listing.id, Self.questions(form, words))
                    model.advice = (offer?.known ?? []).filter { $0 != .password }
                        .map { words.text("page.takeBack.known.\($0.rawValue)") }
                    return PageTemplate.takeBackDone.render(model, words: words)
                } catch {
                    model.failure = FailureModel(Failure(explaining: error), words)
                    return PageTemplate.takeBackFailed.render(model, words: words)
                }
            }
        }
    }

    /// The answers of a form: a page cannot wait for a code from the mailbox, which is asked for at the terminal.
    private static func questions(_ form: PageForm, _ words: Catalogue) -> TakingBackQuestions {
        TakingBackQuestions(contacts: PageQuestion.questions(words.language)) { _ in
            .password(try Password(existing: SecretBytes(utf8: form.typed("password"))))
        } confirm: { _ in
            true
        } choose: { ways in
            guard ways.contains(.recoveryCode) else { throw Failure(.evidenceNeeded).in(.takingBack) }
            return .recoveryCode
        } more: { kind, _ in
            guard kind == .recoveryCode, !form.typed("code").isEmpty else {
                throw Failure(.evidenceNeeded).in(.takingBack)
            }
            return .recoveryCode(try RecoveryCode(typed: SecretBytes(utf8: form.typed("code"))))
        } newPassword: { username in
            try Password(new: SecretBytes(utf8: form.typed("newPassword")), username: username)
        }
    }
}

/// The page of an account that is taken back.
private struct TakeBackModel {
    let id: String
    let label: String
    /// What else is better replaced now.
    var advice: [String] = []
    var failure: FailureModel?

    init(_ listing: EntryListing) {
        id = listing.id
        label = listing.label
    }
}
