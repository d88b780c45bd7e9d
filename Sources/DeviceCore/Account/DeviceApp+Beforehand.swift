import AccountAPI
import Foundation
import OutsideText
import Vault

extension DeviceApp {
    /// Throws where an account cannot be created, as far as that shows before a password is chosen: its name is none, it
    /// is here already, or the service does not answer.
    package func refuseNewAccount(named username: String, at service: ServiceAddress) async throws {
        try Self.refuseUsername(username)
        if UnlockedVault.exists(at: home) {
            let account = PersonalAccount(service: service.text, username: username)
            guard try await vault().contents().personalEntry(of: account) == nil else { throw Failure(.accountPresent) }
        }
        try await refuseSilence(of: service)
    }

    /// Throws where an account service does not answer, before anything is typed for it.
    package func refuseSilence(of service: ServiceAddress) async throws {
        _ = try await client(of: service).call(ReadTime.self, Nothing())
    }

    /// The personal account that a command is for, as the list shows it; without a name the recovery account, or the only
    /// one.
    ///
    /// Throws where there is none: nobody is asked anything for it.
    package func personalListing(named name: String?) async throws -> EntryListing {
        let contents = try await vault().contents()
        do {
            return try contents.listing(of: contents.recoveryAccount(named: name).0.id)
        } catch let failure as Failure where failure.code == .noRecoveryAccount {
            throw failure.in(.withoutBackup)
        }
    }

    /// The personal account that is to keep the key of the backup; throws where there is none.
    package func keeperListing(named name: String?) async throws -> EntryListing {
        guard UnlockedVault.exists(at: home) else { throw Failure(.noRecoveryAccount) }
        let contents = try await vault().contents()
        return try contents.listing(of: contents.recoveryAccount(named: name).0.id)
    }

    /// The personal account that keeps the key of the backup that is on; nil where none is.
    package func keeperNow() async throws -> EntryListing? {
        guard UnlockedVault.exists(at: home) else { return nil }
        let contents = try await vault().contents()
        return try contents.deviceBound.backup.map { try contents.listing(of: $0.recoveryEntry) }
    }

    /// The entry of an account that is here, by its user name and service; nil where it is not.
    package func personalEntry(of username: String, at service: ServiceAddress) async throws -> EntryListing? {
        guard UnlockedVault.exists(at: home) else { return nil }
        let contents = try await vault().contents()
        let entry = contents.personalEntry(of: PersonalAccount(service: service.text, username: username))
        return try entry.map { try contents.listing(of: $0.id) }
    }

    /// The same app for turning the backup on: the passphrase of the vault is asked for once, and before anything else.
    package func forBackup() async throws -> DeviceApp {
        let isOff = await contentsUnasked().map { $0.deviceBound.backup == nil } ?? false
        return isOff ? self : try await havingAskedForPassphrase()
    }

    /// Throws where a recovery is refused because accounts are here already, before anything is asked for it.
    package func refuseEntries(recovering username: String, at service: ServiceAddress?) async throws {
        guard UnlockedVault.exists(at: home) else { return }
        let contents = try await vault().contents()
        guard contents.portable.entryCount > 0 else { return }
        let failure = Failure(.entriesPresent, ["n": String(contents.portable.entryCount)])
        // Whoever removed these would remove them from the very backup that is asked for.
        let account = service.map { PersonalAccount(service: $0.text, username: username) }
        throw account != nil && account == contents.recoveryAccount ? failure.in(.sameBackup) : failure
    }

    /// Throws where a text can be no user name: the service would refuse it, or it has a blank, which is mistaken easily.
    static func refuseUsername(_ username: String) throws {
        let name = username.precomposedStringWithCompatibilityMapping.lowercased().trimmed()
        guard (1...128).contains(name.unicodeScalars.count), UserNameRule.isAcceptable(name),
            !name.unicodeScalars.contains(where: \.properties.isWhitespace)
        else {
            throw Failure(.invalidUsername)
        }
    }

    /// The failure that a password is not that of an account here: nobody has typed its name, and the recovery code helps
    /// where there is one.
    func notThePassword(of account: PersonalAccount, _ entry: EntryID, attemptsLeft: Int) async -> Failure {
        let status = try? await askingNobody.accountStatus(of: entry.rawValue)
        let hasCode = status.map { $0.recoveryCode != .none } ?? false
        let values = ["left": String(max(attemptsLeft, 0)), "username": account.username]
        return Failure(.wrongPassword, values).in(hasCode ? .codeOnPaper : .accountHere)
    }
}
