import DeviceCore
import Foundation
import Hummingbird
import Sodium

extension PageRoutes {
    /// Serves the recovery code on paper: shown once, typed back, and then known to the service.
    func addRecoveryCode() {
        get("/recovery-code") { [site] _, context in
            site.page(.recoveryCode, site.newCode(), context)
        }
        post("/recovery-code") { [site] form, context in
            try await site.keepCode(form, context) { code in
                let password = try Password(existing: SecretBytes(utf8: form.typed("password")))
                try await site.app.makeRecoveryCode(of: nil, code: code) {
                    password
                } confirm: { _ in
                    true
                }
            }
        }
        get("/recovery-code/finish") { [site] _, context in
            var model = site.newCode()
            model.finishes = true
            return site.page(.recoveryCode, model, context)
        }
        post("/recovery-code/finish") { [site] form, context in
            try await site.keepCode(form, context, finishes: true) { code in
                let typed = SecretBytes(utf8: form.typed("newPassword"))
                try await site.app.finishRecovery(of: nil, code: code) { username in
                    try Password(new: typed, username: username)
                } confirm: { _ in
                    true
                }
            }
        }
    }
}

extension PageSite {
    /// A new code, which waits to be typed back.
    fileprivate func newCode() -> RecoveryCodeModel {
        let code = RecoveryCode.random()
        pendingCode.value = code
        return RecoveryCodeModel(code: code.text)
    }

    /// Registers the code that waits, if it was typed back right; otherwise shows it again.
    fileprivate func keepCode(
        _ form: PageForm,
        _ context: PageContext,
        finishes: Bool = false,
        _ register: (RecoveryCode) async throws -> Void
    ) async throws -> Response {
        guard let code = pendingCode.value else {
            return .redirect(to: finishes ? "/recovery-code/finish" : "/recovery-code", type: .normal)
        }
        do {
            guard try RecoveryCode(typed: SecretBytes(utf8: form.typed("typed"))) == code else {
                throw Failure(.recoveryCodeDiffers)
            }
            try await register(code)
        } catch {
            var model = RecoveryCodeModel(code: code.text)
            model.finishes = finishes
            model.failure = FailureModel(Failure(explaining: error), context.words)
            return page(.recoveryCode, model, context, status: .conflict)
        }
        pendingCode.value = nil
        return page(.recoveryCodeDone, NoModel(), context)
    }
}

/// The page of a new code.
struct RecoveryCodeModel {
    let code: String
    /// Whether it ends a recovery that an older code has begun: a new password is set with it.
    var finishes = false
    var failure: FailureModel?
}
