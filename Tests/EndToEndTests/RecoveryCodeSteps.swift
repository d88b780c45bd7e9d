import AccountAPI
import DeviceCore
import Foundation
import Primitives

extension World {
    /// How an action on a phone fails; nil where it does not.
    func failure(
        on phone: String = UUID().uuidString,
        _ action: @escaping @Sendable (Device) throws -> some Sendable
    ) async -> FailureCode? {
        do {
            try await self.phone(phone)(action)
            return nil
        } catch {
            return Failure(explaining: error).code
        }
    }
}

extension Device {
    /// Makes a recovery code for the story's account, and types it back.
    @discardableResult
    func makeCode(
        password: String = World.password,
        confirm: @escaping @Sendable (RecoveryCode) throws -> Bool = { _ in true }
    ) throws -> RecoveryCode {
        try accounts.makeRecoveryCode(of: nil) {
            try Password(existing: SecretBytes(utf8: password))
        } confirm: { code in
            try confirm(code)
        }.code
    }

    /// Replaces the story's password with the code, and takes the next code as it is shown.
    func resetPassword(
        with paper: RecoveryCode,
        to newPassword: @Sendable (String) throws -> Password
    ) throws -> NewRecoveryCode {
        try accounts.resetPassword(of: nil, with: paper, newPassword: newPassword, confirm: { _ in true })
    }

    /// Recovers with the code as it was typed.
    @discardableResult
    func recover(from storage: String, code: String) throws -> RestoreReport {
        let request = RecoveryRequest(
            username: World.username,
            service: try ServiceAddress(World.service),
            storage: storage
        )
        return try recovery.recover(request) { () throws -> RecoverySecret in
            .recoveryCode(try RecoveryCode(typed: SecretBytes(utf8: code)))
        }
    }

    /// Sets the story's new password and accepts the new code.
    @discardableResult
    func finishRecovery() throws -> RecoveryCode {
        try accounts.finishRecovery(of: nil) { username in
            try Password(new: SecretBytes(utf8: RecoveryCodeTests.newPassword), username: username)
        } confirm: { _ in
            true
        }.code
    }
}
