import AccountAPI
import Encodings
import Entries
import Primitives
import Vault

extension DeviceApp {
    /// Makes a personal account and signs this device in to it.
    ///
    /// `show` shows a password that was made here, once the service would take it.
    @available(*, noasync)
    package func createAccount(
        username: String,
        at service: ServiceAddress,
        password: Password,
        show: Registration.Show = {}
    ) throws -> AccountChange {
        try Self.refuseUsername(username)
        let vault = try vaultOrNew()
        let account = PersonalAccount(service: service.text, username: username)
        guard try vault.contents().personalEntry(of: account) == nil else { throw Failure(.accountPresent) }
        try Registration(client: client(of: service), suite: security.newSuite)
            .register(username: username, password: password, show: show)
        return try signIn(username: username, at: service, password: password, vault: vault)
    }

    /// Signs this device in to a personal account, which gives a device new to it a secret of its own.
    @available(*, noasync)
    package func signIn(
        username: String,
        at service: ServiceAddress,
        password: Password
    ) throws -> AccountChange {
        try signIn(username: username, at: service, password: password, vault: vaultOrNew())
    }

    /// Gives the account a new password, which is asked for once the old one is right and nothing else is missing.
    ///
    /// The backup key is wrapped again in the same step; the storage is not touched. `show` shows a password that was
    /// made here, once the service would take it. Returns the names of the devices that the account removed with the old
    /// one.
    @available(*, noasync)
    @discardableResult
    package func changePassword(
        of name: String?,
        from old: Password,
        to new: (String) throws -> Password,
        show: Registration.Show = {}
    ) throws -> [String] {
        let vault = try vault()
        let contents = try vault.contents()
        let (entry, account) = try contents.recoveryAccount(named: name)
        let service = try ServiceAddress(account.service)
        let signedIn = try signInAgain(to: account, entry.id, vault, password: old)
        let client = client(of: service)
        try client.showEvidence(in: signedIn.session)
        // A key that the old password does not open is not replaced: this throws, and nothing is changed.
        let stored = try client.call(ReadBackup.self, Nothing(), in: signedIn.session).backup
        let key = try stored.map { try BackupKeys.held($0, signedIn: signedIn) }
        let new = try new(account.username)
        let wrap = BackupKeys.wrapping(key, as: .password, client, in: signedIn.session)
        return try client.devicesRemoved(in: signedIn.session) {
            try Registration(client: client, suite: security.newSuite)
                .changePassword(to: new, in: signedIn.session, show: show, wrap: wrap)
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
    ) throws -> SignedIn {
        try signInAgain(to: account, entry, vault, secret: .password(password))
    }

    /// Signs in again with the password or the recovery code.
    func signInAgain(
        to account: PersonalAccount,
        _ entry: EntryID,
        _ vault: UnlockedVault,
        secret: RecoverySecret
    ) throws -> SignedIn {
        let known = try vault.contents().deviceBound.codes[entry]
        let signedIn: SignedIn
        do {
            signedIn = try signIn(at: ServiceAddress(account.service)).perform(
                username: account.username,
                secret: secret,
                as: known.map { .known($0) } ?? .none
            )
        } catch SignInError.wrongPassword(let left) {
            throw notThePassword(of: account, entry, attemptsLeft: left)
        } catch SignInError.wrongRecoveryCode(let left) {
            throw notTheRecoveryCode(of: account, attemptsLeft: left)
        } catch let error as SignInError {
            throw try noting(error, entry, vault)
        }
        try vault.update { contents in
            contents.deviceBound.sessions[entry] = signedIn.session
            contents.deviceBound.suspended.remove(entry)
            // The account knows the device after all.
            if known != nil { contents.deviceBound.noteAcceptance(by: entry) }
        }
        return signedIn
    }

    private func signIn(
        username: String,
        at service: ServiceAddress,
        password: Password,
        vault: UnlockedVault
    ) throws -> AccountChange {
        let contents = try vault.contents()
        let account = PersonalAccount(service: service.text, username: username)
        let deviceName = contents.deviceBound.deviceName
        let known = contents.personalEntry(of: account)?.id
        let signedIn: SignedIn
        do {
            signedIn =
                if let known, contents.deviceBound.codes[known] != nil {
                    try signIn(to: account, password, asOneOf: contents.deviceBound, known)
                } else {
                    try signInAsNew(username, at: service, password, deviceName)
                }
        } catch SignInError.wrongPassword(let left) {
            if let known { throw notThePassword(of: account, known, attemptsLeft: left) }
            // The code on paper signs in to no account that is new here: it recovers one.
            throw Failure(.wrongPassword, ["left": String(max(left, 0)), "username": username]).in(.signingIn)
        }
        let now = now()
        let id = try vault.update { try $0.keep(signedIn, for: account, at: now) }
        let after = try vault.contents()
        guard let listing = after.listing.first(where: { $0.id == id.rawValue }) else { throw Failure(.noSuchEntry) }
        return AccountChange(entry: listing, clockOffset: signedIn.clockOffset)
    }
}

extension DeviceApp {
    private func signInAsNew(
        _ username: String,
        at service: ServiceAddress,
        _ password: Password,
        _ deviceName: String
    ) throws -> SignedIn {
        do {
            return try signIn(at: service)
                .perform(username: username, password: password, as: .new(name: deviceName))
        } catch {
            throw error.naming(username, at: service)
        }
    }
}

/// What signing in changed.
package struct AccountChange: Sendable {
    /// The account's entry.
    package let entry: EntryListing
    /// How many seconds the service's clock is ahead of this device's.
    package let clockOffset: Double
    /// Whether a code that was typed on the way has confirmed this device, which was new to the account.
    package var isConfirmed = false
}
