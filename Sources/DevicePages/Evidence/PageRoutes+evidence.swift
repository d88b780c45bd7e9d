import AccountAPI
import DeviceCore
import Encodings
import Primitives
import WebPages

extension PageRoutes {
    /// Serves the confirming of a new device, and what guarded acts ask for before they go on.
    func addEvidence() {
        get("/confirm/:id") { site, context in
            let account = context.id
            return try site.goOn(with: site.confirming(account), context)
        }
        post("/confirm/begin") { site, form, context in
            try site.confirm(form["account"], isRecovering: form.isTicked("recovering"), context)
        }
        answer("/confirm/secret") { site, pending, form, context in
            let typed = SecretBytes(utf8: form.typed("secret"))
            let secret: RecoverySecret =
                try form.isTicked("isCode")
                ? .recoveryCode(RecoveryCode(typed: typed)) : .password(Password(existing: typed))
            try site.device.typing(form.letterCode()).evidence.showSecret(secret, of: pending.account)
            return try site.goOn(with: pending, context)
        }
        answer("/confirm/way") { site, pending, form, context in
            let words = context.words
            guard form["way"] != EvidenceModel.Way.approval else {
                let title = words.text("page.signIn.proving")
                return site.growingPage(title: title, back: pending.back, words) { site, tell in
                    site.askAnotherDevice(pending, words, tell)
                }
            }
            if form["way"] == EvidenceModel.Way.paper {
                var model = EvidenceModel(pending)
                model.askForPaper(words)
                return site.page(.evidence, model, context)
            }
            let again = !form["again"].isEmpty
            let sent = try site.device.contacts.sendCode(
                to: form["way"],
                of: pending.account,
                language: words.language,
                reuse: !again
            )
            var model = EvidenceModel(pending)
            model.ask(for: sent.proof, of: sent.contact.rawValue, text: words.codeSent(sent, again: again))
            model.isSentAgain = again
            return site.page(.evidence, model, context)
        }
        answer("/confirm/code") { site, pending, form, context in
            guard let proof = ContactProofID(form["proof"]) else { throw Failure(.contactCodeExpired) }
            do {
                let code = try ContactCode(typed: SecretBytes(utf8: form.typed("code")))
                try site.device.contacts.verify(proof: proof.rawValue, code: code, of: pending.account)
            } catch {
                let failure = Failure(explaining: error)
                guard [.wrongContactCode, .contactCodeMistyped].contains(failure.code) else { throw error }
                var model = EvidenceModel(pending)
                model.ask(for: proof, of: form["contact"], text: "")
                model.failure = FailureModel(failure, context.words)
                return site.page(.evidence, model, context, status: .conflict)
            }
            return try site.goOn(with: pending, afterCodeOf: proof, context)
        }
        answer("/confirm/paper") { site, pending, form, context in
            do {
                let code = try RecoveryCode(typed: SecretBytes(utf8: form.typed("code")))
                try site.device.typing(form.letterCode()).evidence.confirm(by: code, of: pending.account)
            } catch  where !error.asksForEvidence {
                let account = LetterAccount.entry(pending.account)
                var model = EvidenceModel(pending)
                model.askForPaper(context.words)
                let failure = Failure(explaining: error)
                model.failure = FailureModel(failure, context.words, letter: form["letter"], of: account)
                return site.page(.evidence, model, context, status: .conflict)
            }
            return try site.goOn(with: pending, context)
        }
        answer("/confirm/go-on") { site, pending, _, context in
            try site.goOn(with: pending, context)
        }
    }

    /// An answer to what an act asked for; a failure is told above the question.
    private func answer(
        _ path: String,
        _ answer: @escaping @Sendable (PageSite, PendingAct, PageForm, PageContext) throws -> PageResponse
    ) {
        post(path) { site, form, context in
            guard let pending = site.pending(form) else { return .redirect(to: "/") }
            do {
                return try answer(site, pending, form, context)
            } catch {
                var model = try site.evidence(for: pending, context.words)
                let failure = Failure(explaining: error)
                let account = LetterAccount.entry(pending.account)
                model.failure = FailureModel(failure, context.words, letter: form["letter"], of: account)
                return site.page(.evidence, model, context, status: .conflict)
            }
        }
    }
}

extension PageSite {
    /// The act of confirming a new device: nothing but what it asks for.
    ///
    /// `isRecovering` says that it is left to do after a recovery, whose report does not come back.
    func confirming(_ account: String?, isRecovering: Bool = false) -> PendingAct {
        let fields = ["account": account ?? "", "recovering": isRecovering ? "on" : ""]
        return keep(account, back: "/devices", posting: PageForm.empty.with(fields), to: "/confirm/begin")
    }

    /// Tells of a device that is confirmed; throws where it is not yet.
    fileprivate func confirm(
        _ account: String,
        isRecovering: Bool,
        _ context: PageContext
    ) throws -> PageResponse {
        let account = account.isEmpty ? nil : account
        return try guarded(account, back: "/devices", context) { site, context in
            if let standing = try site.device.evidence.standing(of: account), !standing.isSettled {
                throw AccountError.evidenceNeeded(standing.evidence)
            }
            var model = ConfirmedModel(site.device.approvals.requestsHere(of: account), context.words)
            if isRecovering {
                model.advice = [AdviceModel(ofLostDevice: context.words)]
                model.advice[0].isPlain = true
            }
            return site.page(.evidenceDone, model, context)
        }
    }

    /// Waits for the approval of another device; its outcome is the form that goes on.
    fileprivate func askAnotherDevice(
        _ pending: PendingAct,
        _ words: Catalogue,
        _ tell: @escaping TellStep
    ) -> String {
        do {
            try device.evidence.confirmByAnotherDevice(of: pending.account) { number in
                tell(words.text("page.evidence.number", ["number": String(number)]))
            }
            return render(.evidenceApproved, EvidenceModel(pending), words)
        } catch {
            var model = (try? evidence(for: pending, words)) ?? EvidenceModel(pending)
            model.failure = FailureModel(Failure(explaining: error), words)
            return render(.evidenceForm, model, words)
        }
    }
}

/// What is said of a device that is confirmed.
struct ConfirmedModel {
    let text: String
    /// Where its sign-in requests are set up; nil where nothing is left to do.
    var requests: String?
    /// What is left to do after a recovery.
    var advice: [AdviceModel] = []
}

extension ConfirmedModel {
    init(_ requests: RequestsHere, _ words: Catalogue) {
        text = words.text(requests == .answered ? "page.evidence.doneText.answers" : "page.evidence.doneText")
        if case .missing(let entry, _) = requests { self.requests = "/accounts/\(entry)/sign-in" }
    }
}

extension PageTemplate<ConfirmedModel> {
    static var evidenceDone: Self { Self(name: "evidence-done") }
}

extension ConfirmedModel: ShownOnPage {
    var pageValue: PageValue { ["text": .of(text), "requests": .of(requests), "advice": .of(advice)] }
}
