import AccountAPI
import DeviceCore
import Encodings
import Primitives

extension PageRoutes {
    /// Serves *Sign in to recover*: the password, then a code sent to a contact, then a test of the new credential.
    func addSignInToRecover() {
        get("/accounts/:id/sign-in") { site, context in
            let listing = try site.device.entries.entry(named: context.id)
            var model = SignInModel(listing)
            if model.setsUp, let other = try site.newPasswordFirst(of: listing.id) { return other }
            model.title = context.words.text(listing.verificationKey)
            return site.page(.signIn, model, context)
        }
        post("/accounts/:id/sign-in") { site, form, context in
            let listing = try site.device.entries.entry(named: context.id)
            let words = context.words
            return site.growingPage(title: words.text(listing.verificationKey), words) { site, tell in
                tell(words.text("progress.stretching"))
                return site.proving(SignInModel(listing, letter: form["letter"]), words) { questions in
                    let password = try Password(existing: SecretBytes(utf8: form.typed("password")))
                    return try site.device.typing(form.letterCode()).approvals.recoverPersonalEntry(
                        listing.id,
                        asNew: form.isTicked("asNew"),
                        password: { password },
                        questions: questions
                    )
                }
            }
        }
        post("/accounts/:id/approvals") { site, form, context in
            let listing = try site.device.entries.entry(named: context.id)
            let isFirst = form["again"].isEmpty
            return site.turningApprovalsOn(of: listing, proving: form["contact"], reuse: isFirst, context.words)
        }
        post("/accounts/:id/code") { site, form, context in
            let listing = try site.device.entries.entry(named: context.id)
            let words = context.words
            var model = SignInModel(listing, isProving: true)
            model.proof = form["proof"]
            model.contact = form["contact"]
            let typed = model
            return site.growingPage(title: words.text("page.signIn.proving"), words) { site, tell in
                tell(words.text("page.signIn.testing"))
                return site.proving(typed, words) { questions in
                    let proof = form["proof"]
                    let code = try ContactCode(typed: SecretBytes(utf8: form.typed("code")))
                    try site.device.contacts.verify(proof: proof, code: code, of: listing.id)
                    return try site.device.approvals.turnOn(of: listing.id, proof: proof, questions: questions)
                }
            }
        }
    }
}

extension PageSite {
    /// Has a code sent to a contact, which makes this device answer sign-in requests once it is typed; with `reuse`, one
    /// that was sent a little while ago will do.
    fileprivate func turningApprovalsOn(
        of listing: EntryListing,
        proving contact: String,
        reuse: Bool = true,
        _ words: Catalogue
    ) -> PageResponse {
        growingPage(title: words.text("page.signIn.proving"), words) { site, tell in
            tell(words.text("page.signIn.sending"))
            return site.proving(SignInModel(listing, isProving: true), reuse: reuse, words) { questions in
                try site.device.approvals.turnOn(
                    of: listing.id,
                    proving: contact.isEmpty ? nil : contact,
                    questions: questions
                )
            }
        }
    }

    /// Runs a step of the proof; a question that someone has to answer first becomes the outcome of the page.
    fileprivate func proving(
        _ typed: SignInModel,
        reuse: Bool = true,
        _ words: Catalogue,
        _ step: (ContactQuestions) throws -> AccountChange
    ) -> String {
        var model = typed
        do {
            let change = try step(PageQuestion.questions(words.language, reusesCode: reuse))
            let answers = try contents()?.answers(model.id)
            model.done = words.text(answers == true ? "page.signIn.approves" : "page.signIn.done")
            model.clock = words.clock(change.clockOffset)
            if change.isConfirmed { model.confirmed = words.confirmed(device.approvals.requestsHere(of: model.id)) }
            model.confirmation = confirmation(of: model.id, words)
            return render(.signInDone, model, words)
        } catch PageQuestion.choose(let contacts) {
            model.contacts = contacts
            return render(.chooseContact, model, words)
        } catch PageQuestion.code(let sent) {
            model.ask(for: sent, again: !reuse, words)
            return render(.typeCode, model, words)
        } catch  where error.asksForEvidence {
            // The code that was typed belongs to the session before: it is sent once more.
            let path = "/accounts/\(model.id)/approvals"
            let pending = keep(model.id, back: "/contacts", posting: .empty, to: path)
            return evidenceForm(for: pending, words)
        } catch {
            let failure = Failure(explaining: error)
            model.isSuspended = failure.code == .deviceSuspended
            model.failure = FailureModel(failure, words, letter: model.letter, of: .entry(model.id))
            let mayTypeAgain = model.proof != nil && [.wrongContactCode, .contactCodeMistyped].contains(failure.code)
            return render(mayTypeAgain ? .typeCode : .signInFailed, model, words)
        }
    }
}

/// The page of an account that is made ready again.
struct SignInModel {
    let listing: EntryListing
    let id: String
    let label: String
    /// What is done on the page.
    var title = ""
    /// Whether a ready account is to answer sign-in requests here, which is begun again on the page of contacts.
    let isApproving: Bool
    /// The code of a letter as it was typed.
    let letter: String
    /// Whether this device is signed in already, so that it lacks the sign-in requests alone and no password is typed.
    let setsUp: Bool
    var contacts: [PageQuestion.Contact] = []
    /// The proof that a code belongs to; nil before one was sent.
    var proof: String?
    /// The contact that the code went to, and that can have another.
    var contact = ""
    /// Where the code went, and when where that was before.
    var sentTo: String?
    /// Whether that is another code, which somebody asked for.
    var isSentAgain = false
    /// What has become of it.
    var done = ""
    var clock: String?
    /// That this device is confirmed; nil where nothing has confirmed it now.
    var confirmed: String?
    /// The form that confirms a new device.
    var confirmation: EvidenceModel?
    /// Whether a younger device has removed this one.
    var isSuspended = false
    var failure: FailureModel?

    /// Asks for the code that was sent.
    mutating func ask(for sent: SentContactCode, again: Bool = false, _ words: Catalogue) {
        proof = sent.proof.rawValue
        contact = sent.contact.rawValue
        sentTo = words.codeSent(sent, again: again)
        isSentAgain = again
    }
}

extension SignInModel {
    /// `isProving` says that a contact is shown now, and not the password.
    init(_ listing: EntryListing, isProving: Bool = false, letter: String = "") {
        self.listing = listing
        id = listing.id
        label = listing.wholeLabel
        self.letter = letter
        isApproving = isProving && (listing.state == .ready || listing.isSignedOut)
        isSuspended = listing.state == .suspended
        setsUp = listing.state == .needsSignIn && listing.isSignedIn && !listing.isSignedOut
    }
}
