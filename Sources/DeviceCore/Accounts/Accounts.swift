import AccountAPI
import Encodings
import Entries
import Primitives
import Vault

/// Personal accounts: making one, signing in, its devices, letters and recovery code, and its end.
package struct Accounts: Sendable {
    let device: Device
}

extension Accounts {
    /// Makes a personal account and signs this device in to it.
    ///
    /// `show` shows a password that was made here, once the service would take it.
    @available(*, noasync)
    package func create(
        username: String,
        at service: ServiceAddress,
        password: Password,
        show: Registration.Show = {}
    ) throws -> AccountChange {
        try Self.refuseUsername(username)
        let vault = try device.vaultOrNew()
        let account = PersonalAccount(service: service.text, username: username)
        guard try vault.contents().personalEntry(of: account) == nil else { throw Failure(.accountPresent) }
        try Registration(client: device.client(of: service), suite: device.security.newSuite)
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
        try signIn(username: username, at: service, password: password, vault: device.vaultOrNew())
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
        let vault = try device.vault()
        let contents = try vault.contents()
        let (entry, account) = try contents.recoveryAccount(named: name)
        let service = try ServiceAddress(account.service)
        let signedIn = try signInAgain(to: account, entry.id, vault, password: old)
        let client = device.client(of: service)
        try client.showEvidence(in: signedIn.session)
        // A key that the old password does not open is not replaced: this throws, and nothing is changed.
        let stored = try client.call(ReadBackup.self, Nothing(), in: signedIn.session).backup
        let key = try stored.map { try BackupKeys.held($0, signedIn: signedIn) }
        let new = try new(account.username)
        // It would be told that the old one no longer works, which whoever knows it could still sign in with.
        guard new.bytes != old.bytes else { throw Failure(.samePassword) }
        let wrap = BackupKeys.wrapping(key, as: .password, client, in: signedIn.session)
        return try client.devicesRemoved(in: signedIn.session) {
            try Registration(client: client, suite: device.security.newSuite)
                .changePassword(to: new, in: signedIn.session, show: show, wrap: wrap)
        }
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
            throw Failure(.wrongPassword, .attemptsLeft(max(left, 0)), ["username": username]).in(.signingIn)
        }
        let now = device.now()
        let id = try vault.update { try $0.keep(signedIn, for: account, at: now) }
        let after = try vault.contents()
        guard let listing = after.listing.first(where: { $0.id == id.rawValue }) else { throw Failure(.noSuchEntry) }
        return AccountChange(entry: listing, clockOffset: signedIn.clockOffset)
    }
}

extension Accounts {
    private func signInAsNew(
        _ username: String,
        at service: ServiceAddress,
        _ password: Password,
        _ deviceName: String
    ) throws -> SignedIn {
        do {
            return try device.signIn(at: service)
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
