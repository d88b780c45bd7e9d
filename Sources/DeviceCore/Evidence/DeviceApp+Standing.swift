package import AccountAPI
package import Foundation
package import Vault

extension DeviceApp {
    /// How the account sees this device; the vault notes from when on its codes count.
    package func accountStanding(of name: String?) async throws -> DeviceStanding? {
        let standing = try await withSession(of: name) { client, session in
            try await client.call(ReadAccount.self, Nothing(), in: session).standing
        }
        let vault = try await vault()
        let (entry, _) = try await vault.contents().recoveryAccount(named: name)
        let from = standing?.codesCountFrom.map { Date(timeIntervalSince1970: Double($0) / 1000) }
        // The vault keeps whole seconds.
        let noted = try await vault.contents().deviceBound.codesCountFrom[entry.id]
        if noted.map({ Int64($0.timeIntervalSince1970) }) != from.map({ Int64($0.timeIntervalSince1970) }) {
            try await vault.update { $0.deviceBound.codesCountFrom[entry.id] = from }
        }
        return standing
    }

    /// Signs in again with the password or the recovery code, so that it counts together with what is shown next.
    package func showSecret(_ secret: RecoverySecret, of name: String?) async throws {
        let vault = try await vault()
        let (entry, account) = try await vault.contents().recoveryAccount(named: name)
        _ = try await signInAgain(to: account, entry.id, vault, secret: secret)
    }

    /// Has a code sent to a contact of an account.
    package func sendContactCode(
        to contact: String,
        of name: String?,
        language: String
    ) async throws -> SentContactCode {
        guard let id = ContactID(contact) else { throw Failure(.noSuchContact) }
        return try await withSession(of: name) { client, session in
            try await client.call(StartContactProof.self, .init(contact: id, language: language), in: session)
        }
    }
}

extension VaultContents {
    /// From when on the service takes the codes that this device makes for an entry; nil where it does at `date`.
    package func codesCountFrom(_ id: EntryID, at date: Date) -> Date? {
        deviceBound.codesCountFrom[id].flatMap { $0 > date ? $0 : nil }
    }
}
