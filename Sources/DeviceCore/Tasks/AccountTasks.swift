package import AccountAPI
package import Encodings

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension DeviceApp {
    /// What the service says of a personal account; without a name, of the recovery account.
    package func accountStatus(of name: String?) async throws -> AccountStatus {
        try await waiting { try $0.accountStatus(of: name) }
    }

    /// Makes a personal account and signs this device in to it.
    package func createAccount(
        username: String,
        at service: ServiceAddress,
        password: Password,
        show: @escaping @Sendable () throws -> Void = {}
    ) async throws -> AccountChange {
        try await waiting { try $0.createAccount(username: username, at: service, password: password, show: show) }
    }

    /// Signs this device in to a personal account, which gives a device new to it a secret of its own.
    package func signIn(
        username: String,
        at service: ServiceAddress,
        password: Password
    ) async throws -> AccountChange {
        try await waiting { try $0.signIn(username: username, at: service, password: password) }
    }

    /// Gives the account a new password, which is asked for once the old one is right and nothing else is missing.
    @discardableResult
    package func changePassword(
        of name: String?,
        from old: Password,
        to new: @escaping @Sendable (String) throws -> Password,
        show: @escaping @Sendable () throws -> Void = {}
    ) async throws -> [String] {
        try await waiting { try $0.changePassword(of: name, from: old, to: new, show: show) }
    }

    /// Throws where an account service does not answer, before anything is typed for it.
    package func refuseSilence(of service: ServiceAddress) async throws {
        try await waiting { try $0.refuseSilence(of: service) }
    }

    /// Throws where a recovery is refused because accounts are here already, before anything is asked for it.
    package func refuseEntries(
        recovering username: String,
        at service: ServiceAddress?,
        byCode: Bool = false
    ) async throws {
        try await waiting { try $0.refuseEntries(recovering: username, at: service, byCode: byCode) }
    }

    /// Deletes a personal account at its service, and takes its entry from this device; false where it was not wanted.
    package func deleteAccount(
        _ name: String?,
        confirm: @escaping @Sendable (_ username: String, _ label: String, _ keepsBackup: Bool) throws -> Bool,
        password: @escaping @Sendable (_ asked: String) throws -> Password
    ) async throws -> Bool {
        try await waiting { try $0.deleteAccount(name, confirm: confirm, password: password) }
    }

    /// All that the service holds of a person, as JSON; no secret is among it.
    package func exportAccount(_ name: String?) async throws -> Data {
        try await waiting { try $0.exportAccount(name) }
    }

    /// The devices of a personal account or, where it is named, of a work account; without a name, of the recovery
    /// account.
    package func devices(of name: String?) async throws -> [ListDevices.Device] {
        try await waiting { try $0.devices(of: name) }
    }

    /// Revokes a device of a personal or work account by the start of its identifier: its codes and its session end
    /// at once.
    @discardableResult
    package func revokeDevice(
        _ device: String,
        of name: String?,
        confirm: @escaping @Sendable (ListDevices.Device, _ isOlder: Bool) throws -> Bool = { _, _ in true }
    ) async throws -> Bool {
        try await waiting { try $0.revokeDevice(device, of: name, confirm: confirm) }
    }

    /// Gives this device another name in a personal or work account, and returns the name that it has then.
    @discardableResult
    package func nameThisDevice(_ device: String, of name: String?) async throws -> String {
        try await waiting { try $0.nameThisDevice(device, of: name) }
    }

    /// Has a letter sent to the verified contacts of a name, whether it has any or not; returns until when its code
    /// is accepted.
    package func requestLetter(
        for username: String,
        at service: ServiceAddress,
        language: String
    ) async throws -> Instant {
        try await waiting { try $0.requestLetter(for: username, at: service, language: language) }
    }

    /// Makes a recovery code for a personal account, in the place of the one it may have had.
    @discardableResult
    package func makeRecoveryCode(
        of name: String?,
        code: RecoveryCode = .random(),
        password: @escaping @Sendable () throws -> Password,
        confirm: @escaping @Sendable (RecoveryCode) throws -> Bool
    ) async throws -> NewRecoveryCode {
        try await waiting { try $0.makeRecoveryCode(of: name, code: code, password: password, confirm: confirm) }
    }

    /// Gives an account whose password is forgotten a new one and a new recovery code, on a device that has its entry.
    @discardableResult
    package func resetPassword(
        of name: String?,
        with code: RecoveryCode,
        newPassword: @escaping @Sendable (_ username: String) throws -> Password,
        confirm: @escaping @Sendable (RecoveryCode) throws -> Bool
    ) async throws -> NewRecoveryCode {
        try await waiting { try $0.resetPassword(of: name, with: code, newPassword: newPassword, confirm: confirm) }
    }

    /// Ends what a sign-in with the recovery code began: a new password, which uses the code up, and a new code.
    @discardableResult
    package func finishRecovery(
        of name: String?,
        code: RecoveryCode = .random(),
        newPassword: @escaping @Sendable (_ username: String) throws -> Password,
        confirm: @escaping @Sendable (RecoveryCode) throws -> Bool
    ) async throws -> NewRecoveryCode {
        try await waiting { try $0.finishRecovery(of: name, code: code, newPassword: newPassword, confirm: confirm) }
    }
}
