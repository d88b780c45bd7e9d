import AccountAPI
import DeviceCore
import Encodings
import Entries
import Primitives
import Vault

extension PageRoutes {
    /// Serves the recovery code on paper: shown once, typed back, and then known to the service.
    func addRecoveryCode() {
        get("/recovery-code") { site, context in
            try site.guarded(nil, back: "/backup", context) { site, context in
                try site.refuseBeforeConfirmed()
                return try site.newCodePage(context)
            }
        }
        post("/recovery-code") { site, form, context in
            try site.keepCode(form, context) { device, code in
                let password = try Password(existing: SecretBytes(utf8: form.typed("password")))
                let made = try device.accounts.makeRecoveryCode(of: nil, code: code) {
                    password
                } confirm: { _ in
                    true
                }
                return RemovedDevices(with: .recoveryCode, made.removedDevices)
            }
        }
        get("/recovery-code/finish") { site, context in
            let state = site.newPassword(context.words)
            guard state.isPossible else { return site.page(.passwordLater, state, context) }
            return try site.guarded(nil, back: "/", context) { site, context in
                try site.refuseBeforeConfirmed()
                return try site.newCodePage(context, finishes: true)
            }
        }
        post("/recovery-code/finish") { site, form, context in
            try site.keepCode(form, context, finishes: true) { device, code in
                let typed = SecretBytes(utf8: form.typed("newPassword"))
                let reset = try device.accounts.finishRecovery(of: nil, code: code) { username in
                    try Password(new: typed, username: username)
                } confirm: { _ in
                    true
                }
                return RemovedDevices(with: .both, reset.removedDevices)
            }
        }
    }
}

extension PageSite {
    /// The way to a new password, where the code on paper has signed this device in to an account whose password nobody
    /// is asked for: it is forgotten.
    func newPasswordFirst(of account: String) throws -> PageResponse? {
        let sessions = try contents()?.deviceBound.sessions
        guard let id = EntryID(account), sessions?[id]?.needsNewPassword == true else { return nil }
        return .redirect(to: "/recovery-code/finish")
    }

    /// Whether a new password can be set now, after a recovery with the code on paper, and from when on otherwise.
    func newPassword(_ words: Catalogue) -> NewPasswordModel {
        guard let need = try? device.evidence.standing(of: nil)?.evidence, let settles = need.settles,
            need.ways.isEmpty
        else { return NewPasswordModel(isPossible: true, text: words.text("page.report.newPassword")) }
        let date = words.day(Instant(milliseconds: settles))
        return NewPasswordModel(isPossible: false, text: words.text("page.report.passwordLater", ["date": date]))
    }

    /// What a new device would be asked for in the end is asked for before a code is shown and anything is typed.
    fileprivate func refuseBeforeConfirmed() throws {
        guard let standing = try? device.evidence.standing(of: nil), !standing.isSettled,
            !standing.evidence.isEnough, canConfirm(standing, of: nil)
        else { return }
        throw AccountError.evidenceNeeded(standing.evidence)
    }

    /// The page of a new code; no code is shown where the service would refuse it, or does not answer.
    fileprivate func newCodePage(_ context: PageContext, finishes: Bool = false) throws -> PageResponse {
        guard device.store.holdsVault else { throw Failure(.vaultMissing) }
        var model = RecoveryCodeModel(code: nil)
        do {
            try device.evidence.refuseChangeTooEarly(of: nil, withPaper: finishes)
            model = shown()
        } catch {
            model.failure = FailureModel(Failure(explaining: error), context.words)
        }
        model.finishes = finishes
        return page(.recoveryCode, model, context, status: model.code == nil ? .conflict : .ok)
    }

    /// A code, which waits to be typed back.
    func shown(_ code: RecoveryCode = .random()) -> RecoveryCodeModel {
        RecoveryCodeModel(code: code.text, shown: sealed(SecretBytes(utf8: code.text), for: .recoveryCode))
    }

    /// Registers the code that waits, if it was typed back right; otherwise shows it again.
    ///
    /// `register` returns the devices that went with what the code, and the new password, took the place of.
    fileprivate func keepCode(
        _ form: PageForm,
        _ context: PageContext,
        finishes: Bool = false,
        _ register: @escaping @Sendable (Device, RecoveryCode) throws -> RemovedDevices
    ) throws -> PageResponse {
        let address = finishes ? "/recovery-code/finish" : "/recovery-code"
        let code = try opened(form["shown"], for: .recoveryCode).map { try RecoveryCode(typed: $0) }
        guard let code else { return .redirect(to: address) }
        return try guarded(nil, back: "/backup", context) { site, context in
            let removed: RemovedDevices
            do {
                guard try RecoveryCode(typed: SecretBytes(utf8: form.typed("typed"))) == code else {
                    throw Failure(.recoveryCodeDiffers)
                }
                removed = try register(site.device, code)
            } catch  where error.needsRecoveryCode {
                // Only the code on paper shows that it is theirs, before the password is chosen.
                throw Failure(.evidenceNeeded)
            } catch  where !error.asksForEvidence {
                let failure = Failure(explaining: error)
                // Then the new password is set, and nothing but another code is missing.
                let isHalfDone = failure.code == .recoveryCodeNotSaved
                var model = isHalfDone ? site.shown() : site.shown(code)
                model.finishes = finishes && !isHalfDone
                model.failure = FailureModel(failure, context.words)
                return site.page(.recoveryCode, model, context, status: .conflict)
            }
            site.useUp(form["shown"], for: .recoveryCode)
            var model = RecoveryCodeDoneModel(removed, finishes: finishes, context.words)
            if finishes { model.isConfirmed = (try? site.device.evidence.standing(of: nil))?.isSettled == true }
            return site.page(.recoveryCodeDone, model, context)
        }
    }
}

extension Error {
    /// Whether the code on paper has to be typed again.
    fileprivate var needsRecoveryCode: Bool { Failure(explaining: self).code == .sessionLimited }
}

/// Whether a new password can be set after a recovery with the code on paper.
struct NewPasswordModel {
    let isPossible: Bool
    let text: String
}

/// The page after a new code was registered.
struct RecoveryCodeDoneModel {
    let title: String
    let text: String
    /// Which devices went with an old secret, as a sentence; nil where none did.
    let removed: String?
    /// Whether this device, which had to be confirmed for a new password, counts fully now.
    var isConfirmed = false
}

extension RecoveryCodeDoneModel {
    /// `finishes` says that a new password was set with the code.
    init(_ removed: RemovedDevices, finishes: Bool, _ words: Catalogue) {
        let what = finishes ? ".password" : ""
        title = words.text("page.recoveryCode.done\(what)")
        text = words.text("page.recoveryCode.doneText\(what)")
        self.removed = words.removedDevices(removed)
    }
}

/// The page of a new code.
struct RecoveryCodeModel {
    /// The code; nil where none is shown.
    let code: String?
    /// The same for the form that it is typed back into, sealed.
    var shown = ""
    /// Whether it ends a recovery that an older code has begun: a new password is set with it.
    var finishes = false
    var failure: FailureModel?
}
