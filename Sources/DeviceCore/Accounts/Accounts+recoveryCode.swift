import AccountAPI
import Encodings
import Entries
import Primitives
import Vault

extension Accounts {
    /// Makes a recovery code for a personal account, in the place of the one it may have had.
    ///
    /// `confirm` shows the code, this once, and has it typed back; unless it says yes, the service learns of nothing
    /// and the old code stays. It is called once nothing but that is missing.
    @available(*, noasync)
    @discardableResult
    package func makeRecoveryCode(
        of name: String?,
        code: RecoveryCode = .random(),
        password: () throws -> Password,
        confirm: (RecoveryCode) throws -> Bool
    ) throws -> NewRecoveryCode {
        let vault = try device.vault()
        let contents = try vault.contents()
        let (entry, account) = try contents.recoveryAccount(named: name)
        let service = try ServiceAddress(account.service)
        let signedIn = try device.untilRight {
            try signInAgain(to: account, entry.id, vault, password: password())
        }
        let client = device.client(of: service)
        let stored = try client.call(ReadBackup.self, Nothing(), in: signedIn.session).backup
        let key = try stored.map { stored in try BackupKeys.held(stored, signedIn: signedIn) }
        try client.showEvidence(in: signedIn.session)
        let removed = try client.devicesRemoved(in: signedIn.session) {
            try register(code, client, in: signedIn.session, key: key) {
                guard try confirm(code) else { throw Failure(.recoveryCodeDiffers) }
            }
        }
        return NewRecoveryCode(code: code, removedDevices: removed)
    }

    /// Gives an account whose password is forgotten a new one and a new recovery code, on a device that has its entry.
    ///
    /// Where a step fails after the sign-in, ``finishRecovery(of:code:newPassword:confirm:)`` takes it up.
    @available(*, noasync)
    @discardableResult
    package func resetPassword(
        of name: String?,
        with code: RecoveryCode,
        newPassword: (_ username: String) throws -> Password,
        confirm: (RecoveryCode) throws -> Bool
    ) throws -> NewRecoveryCode {
        let vault = try device.vault()
        let contents = try vault.contents()
        let (entry, account) = try contents.recoveryAccount(named: name)
        let service = try ServiceAddress(account.service)
        let signedIn: SignedIn
        do throws(SignInError) {
            signedIn = try device.signIn(at: service).perform(
                username: account.username,
                secret: .recoveryCode(code),
                as: contents.deviceBound.codes[entry.id].map { .known($0) }
                    ?? .new(name: contents.deviceBound.deviceName)
            )
        } catch {
            if case .wrongRecoveryCode(let left) = error {
                throw notTheRecoveryCode(of: account, attemptsLeft: left)
            }
            throw try noting(error, entry.id, vault)
        }
        let now = device.now()
        _ = try vault.update { try $0.keep(signedIn, for: account, at: now) }
        return try finishRecovery(of: entry.id.rawValue, newPassword: newPassword, confirm: confirm) { stored in
            try BackupKeys.held(stored, signedIn: signedIn)
        }
    }

    /// Ends what a sign-in with the recovery code began: a new password, which uses the code up, and a new code.
    ///
    /// The entries were restored before, so that nothing but this is lost where it fails; it can be done later. The new
    /// code is shown and typed back before the service takes either: until then the old secrets hold. `confirm` shows a
    /// password that was made here as well, and is called once nothing but that is missing.
    @available(*, noasync)
    @discardableResult
    package func finishRecovery(
        of name: String?,
        code: RecoveryCode = .random(),
        newPassword: (_ username: String) throws -> Password,
        confirm: (RecoveryCode) throws -> Bool
    ) throws -> NewRecoveryCode {
        try finishRecovery(of: name, code: code, newPassword: newPassword, confirm: confirm) { _ in nil }
    }

    private func finishRecovery(
        of name: String?,
        code: RecoveryCode = .random(),
        newPassword: (_ username: String) throws -> Password,
        confirm: (RecoveryCode) throws -> Bool,
        keyFromService: (StoredBackup) throws -> HeldKey?
    ) throws -> NewRecoveryCode {
        let contents = try device.vault().contents()
        let (entry, account) = try contents.recoveryAccount(named: name)
        let service = try ServiceAddress(account.service)
        guard let session = contents.deviceBound.sessions[entry.id] else {
            throw contents.sessionEnded(in: entry)
        }
        let client = device.client(of: service)
        let known = try client.call(ReadAccount.self, Nothing(), in: session)
        guard known.isLimited else {
            // It was set before, and this device did not come to note it.
            try noteNewPassword(of: entry.id)
            throw Failure(.nothingToFinish)
        }
        // Whoever came with the code on paper has forgotten the password: that code is what has to be typed again.
        guard known.standing?.evidence.hasSecret ?? true else { throw Failure(.sessionLimited) }
        try client.showEvidence(in: session)
        let stored = try client.call(ReadBackup.self, Nothing(), in: session).backup
        let key = try key(of: stored, on: contents.deviceBound.backup, entry: entry.id, else: keyFromService)
        let password = try newPassword(account.username)
        let removed = try client.devicesRemoved(in: session) {
            var isConfirmed = false
            do {
                let wrap = BackupKeys.wrapping(key, as: .password, client, in: session)
                let registration = Registration(client: client, suite: device.security.newSuite)
                try registration.changePassword(
                    to: password,
                    in: session,
                    show: {
                        guard try confirm(code) else { throw Failure(.recoveryCodeDiffers) }
                        isConfirmed = true
                    },
                    wrap: wrap
                )
            } catch {
                guard isConfirmed else { throw error }
                // The password may be set all the same, where only the answer was lost.
                let account = try? client.call(ReadAccount.self, Nothing(), in: session)
                guard account?.isLimited == false else { throw error }
            }
        }
        // The new code must still be saved, even where this cannot be.
        try? noteNewPassword(of: entry.id)
        device.approvals.setUpRequestsThatWait(of: entry.id)
        do {
            try client.showEvidence(in: session)
            try register(code, client, in: session, key: key)
        } catch {
            throw Failure(.recoveryCodeNotSaved, ["cause": Failure(explaining: error).code.rawValue])
        }
        return NewRecoveryCode(code: code, removedDevices: removed)
    }

    /// Notes that no new password is to be set any more in the session of an account.
    private func noteNewPassword(of entry: EntryID) throws {
        try device.vault().update { $0.deviceBound.sessions[entry]?.needsNewPassword = false }
    }

    /// The backup key: the one on this device, which no code needs to open, else the one that the code opens.
    private func key(
        of stored: StoredBackup?,
        on binding: BackupBinding?,
        entry: EntryID,
        else keyFromService: (StoredBackup) throws -> HeldKey?
    ) throws -> HeldKey? {
        guard let stored else { return nil }
        let kept = binding.flatMap { $0.recoveryEntry == entry ? $0.heldKeys : nil } ?? []
        if let key = kept.first(where: { $0.isKey(of: stored) }) { return key }
        guard let key = try keyFromService(stored) else { throw Failure(.recoveryCodeOpensNothing) }
        return key
    }

    /// Makes the service know a new code, which is shown before where it was not yet.
    private func register(
        _ code: RecoveryCode,
        _ client: AccountClient,
        in session: Session,
        key: HeldKey?,
        show: Registration.Show = {}
    ) throws {
        let wrap = BackupKeys.wrapping(key, as: .recoveryCode, client, in: session)
        try Registration(client: client, suite: device.security.newSuite)
            .registerRecoveryCode(code, in: session, show: show, wrap: wrap)
    }
}

extension VaultContents {
    /// The personal account that `name` means; without a name the one that opens the backup, else the only one.
    func recoveryAccount(
        named name: String?,
        else code: FailureCode = .workAccount
    ) throws -> (Entry, PersonalAccount) {
        try personalAccount(named: name ?? deviceBound.backup?.recoveryEntry.rawValue, else: code)
    }

    /// The personal account that is to keep the key of a backup, which needs one.
    func accountToKeep(named name: String?) throws -> (Entry, PersonalAccount) {
        do {
            return try recoveryAccount(named: name, else: .workAccountRefused)
        } catch let failure as Failure where failure.code == .noRecoveryAccount {
            throw Failure(.noRecoveryAccount)
        }
    }
}
