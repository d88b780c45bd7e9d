import AccountAPI
import Backup
import Encodings
import Foundation
import OneTimePassword
import Primitives
import Vault

extension DeviceApp {
    /// Makes a personal account and signs this device in to it.
    package func createAccount(
        username: String,
        at service: ServiceAddress,
        password: Password
    ) async throws -> AccountChange {
        try Self.refuseUsername(username)
        let vault = try await vaultOrNew()
        let account = PersonalAccount(service: service.text, username: username)
        guard try await vault.contents().personalEntry(of: account) == nil else { throw Failure(.accountPresent) }
        try await Registration(client: client(of: service), suite: security.newSuite)
            .register(username: username, password: password)
        return try await signIn(username: username, at: service, password: password, vault: vault)
    }

    /// Signs this device in to a personal account, which gives a device new to it a secret of its own.
    package func signIn(
        username: String,
        at service: ServiceAddress,
        password: Password
    ) async throws -> AccountChange {
        try await signIn(username: username, at: service, password: password, vault: await vaultOrNew())
    }

    /// Gives the account a new password, which is asked for once the old one is right and nothing else is missing.
    ///
    /// The backup key is wrapped again in the same step; the storage is not touched.
    package func changePassword(of name: String?, from old: Password, to new: (String) throws -> Password) async throws
    {
        let vault = try await vault()
        let contents = try await vault.contents()
        let (entry, account) = try contents.recoveryAccount(named: name)
        let service = try ServiceAddress(account.service)
        let signedIn = try await signInAgain(to: account, entry.id, vault, password: old)
        let client = client(of: service)
        try await client.showEvidence(in: signedIn.session)
        let new = try new(account.username)
        try await Registration(client: client, suite: security.newSuite)
            .changePassword(to: new, in: signedIn.session) { exportKey, credential, suite in
                let stored = try await client.call(ReadBackup.self, Nothing(), in: signedIn.session).backup
                guard let stored else { return nil }
                // A key that the old password does not open is not replaced: this throws, and nothing is changed.
                let key = try BackupKeys.unwrap(stored, signedIn: signedIn)
                let binding = BackupKeys.binding(
                    stored,
                    accountID: signedIn.session.accountID,
                    credential: credential,
                    suite: suite
                )
                return try WrappedKey.seal(key: key, exportKey: exportKey, binding: binding)
            }
    }

    /// Signs in to an account that is here with its password, as the device that the account knows.
    ///
    /// The session is kept before it is used, because its first use ends the one that the vault held.
    func signInAgain(
        to account: PersonalAccount,
        _ entry: EntryID,
        _ vault: UnlockedVault,
        password: Password
    ) async throws -> SignedIn {
        try await signInAgain(to: account, entry, vault, secret: .password(password))
    }

    /// Signs in again with the password or the recovery code.
    func signInAgain(
        to account: PersonalAccount,
        _ entry: EntryID,
        _ vault: UnlockedVault,
        secret: RecoverySecret
    ) async throws -> SignedIn {
        let known = try await vault.contents().deviceBound.codes[entry]
        let signedIn: SignedIn
        do {
            signedIn = try await signIn(at: ServiceAddress(account.service)).perform(
                username: account.username,
                secret: secret,
                as: known.map { .known($0) } ?? .none
            )
        } catch SignInError.wrongPassword(let left) {
            throw await notThePassword(of: account, entry, attemptsLeft: left)
        } catch let error as SignInError {
            throw try await noting(error, account, entry, vault)
        }
        try await vault.update { contents in
            contents.deviceBound.sessions[entry] = signedIn.session
            contents.deviceBound.suspended.remove(entry)
            // The account knows the device after all.
            if known != nil { contents.deviceBound.removedAtService.remove(entry) }
        }
        return signedIn
    }

    private func signIn(
        username: String,
        at service: ServiceAddress,
        password: Password,
        vault: UnlockedVault
    ) async throws -> AccountChange {
        let contents = try await vault.contents()
        let account = PersonalAccount(service: service.text, username: username)
        let known = contents.personalEntry(of: account).flatMap { contents.deviceBound.codes[$0.id] }
        let deviceName = contents.deviceBound.deviceName
        let signedIn =
            if let known {
                try await signIn(to: account, password, known, deviceName)
            } else {
                try await signIn(at: service)
                    .perform(username: username, password: password, as: .new(name: deviceName))
            }
        let now = now()
        let id = try await vault.update { contents in
            let id = try contents.keep(signedIn, for: account, at: now)
            // Whom another device has removed is a new one, which the old credential is not of.
            if known != nil, signedIn.addedDevice != nil { contents.deviceBound.credentials[id] = nil }
            return id
        }
        let after = try await vault.contents()
        guard let listing = after.listing.first(where: { $0.id == id.rawValue }) else { throw Failure(.noSuchEntry) }
        return AccountChange(entry: listing, clockOffset: signedIn.clockOffset)
    }
}

/// What signing in changed.
package struct AccountChange: Sendable {
    /// The account's entry.
    package let entry: EntryListing
    /// How many seconds the service's clock is ahead of this device's.
    package let clockOffset: Double
}

extension VaultContents {
    /// Keeps what a sign-in gave this device: the session, and the device's own secret where it got one.
    mutating func keep(_ signedIn: SignedIn, for account: PersonalAccount, at now: Instant) throws -> EntryID {
        let id: EntryID
        if let existing = personalEntry(of: account) {
            id = existing.id
        } else {
            id = portable.add(
                .personal(account),
                issuer: URL(string: account.service)?.host() ?? account.service,
                account: account.username,
                at: now,
                on: deviceBound.device
            )
        }
        if let added = signedIn.addedDevice {
            deviceBound.codes[id] = DeviceCode(
                serviceDevice: added.id.rawValue,
                oneTime: OneTimeSecret(secret: added.secret, parameters: try .personal)
            )
        }
        deviceBound.sessions[id] = signedIn.session
        deviceBound.suspended.remove(id)
        deviceBound.removedAtService.remove(id)
        return id
    }

    /// The entry of a personal account.
    func personalEntry(of account: PersonalAccount) -> Entry? {
        portable.personalEntry(of: account)
    }

    /// The personal or work entry that `name` means.
    func accountEntry(named name: String) throws -> Entry {
        // A number is that of the whole list.
        if let id = portable.listed(as: name), let entry = portable[id] { return entry }
        // People have the same name at many sites, so those are not looked at.
        var candidates = self
        candidates.portable.entries.removeAll { $0.kind == .thirdParty }
        candidates.portable.unreadable = []
        return try candidates.entry(named: name)
    }

    /// The personal account that `name` means; without a name, the only one there is.
    ///
    /// `code` says why a work account will not do.
    func personalAccount(
        named name: String?,
        else code: FailureCode = .workAccount
    ) throws -> (Entry, PersonalAccount) {
        let entries =
            try name.map { [try accountEntry(named: $0)] } ?? portable.entries.filter { $0.kind == .personal }
        guard entries.count < 2 else { throw Failure(.severalAccounts, among: positions(of: entries.map(\.id))) }
        guard let entry = entries.first else { throw Failure(.noRecoveryAccount) }
        switch entry.content {
        case .personal(let account): return (entry, account)
        case .work: throw Failure(code)
        case .thirdParty: throw Failure(.noRecoveryAccount)
        }
    }
}

extension PortableContents {
    /// The entry of a personal account.
    ///
    /// The service folds the case of user names, so it does not matter here.
    func personalEntry(of account: PersonalAccount) -> Entry? {
        entries.first { entry in
            guard case .personal(let other) = entry.content else { return false }
            return other.service == account.service
                && other.username.caseInsensitiveCompare(account.username) == .orderedSame
        }
    }
}
