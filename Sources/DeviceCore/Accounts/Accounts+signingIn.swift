import AccountAPI
import Encodings
import Entries
import Vault

/// Signing in to an account that is here.
extension Accounts {
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
            signedIn = try device.signIn(at: ServiceAddress(account.service)).perform(
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

    /// Signs in as the device that is known here, or as a new one where the account no longer knows it.
    ///
    /// What this device was before comes first, while it is kept: the account may know it after all.
    func signIn(
        to account: PersonalAccount,
        _ password: Password,
        asNew: Bool = false,
        asOneOf devices: DeviceBoundContents,
        _ entry: EntryID
    ) throws -> SignedIn {
        let signIn = device.signIn(at: try ServiceAddress(account.service))
        if !asNew, let former = devices.formerCode(of: entry, at: device.now()) {
            do throws(SignInError) {
                var signedIn = try signIn.perform(
                    username: account.username,
                    password: password,
                    as: .known(former)
                )
                signedIn.isFormer = true
                return signedIn
            } catch {
                // What the account does not know spends the tries of strangers; what it knows now has its own.
                let isOfStrangers = error.hasNoTriesLeft && devices.codes[entry] != nil
                guard error.isUnknownDevice || error.failure.code == .deviceSuspended || isOfStrangers else {
                    throw error
                }
            }
        }
        if !asNew, let known = devices.codes[entry] {
            do throws(SignInError) {
                return try signIn.perform(username: account.username, password: password, as: .known(known))
            } catch {
                guard error.isUnknownDevice else { throw try noting(error, entry, device.vault()) }
            }
        }
        let role = DeviceRole.new(name: devices.deviceName, isRecovery: true)
        return try signIn.perform(username: account.username, password: password, as: role)
    }

    /// The failure that a recovery code is not that of an account here: nobody has typed the account's name.
    func notTheRecoveryCode(of account: PersonalAccount, attemptsLeft: Int) -> Failure {
        let left = Failure.Detail.attemptsLeft(max(attemptsLeft, 0))
        return Failure(.wrongRecoveryCode, left, ["username": asked(of: account)]).in(.accountHere)
    }

    /// The failure that a password is not that of an account here: nobody has typed its name, and the recovery code helps
    /// where there is one.
    func notThePassword(of account: PersonalAccount, _ entry: EntryID, attemptsLeft: Int) -> Failure {
        let status = try? device.askingNobody.accounts.status(of: entry.rawValue)
        let hasCode = status.map { $0.recoveryCode != .none } ?? false
        let left = Failure.Detail.attemptsLeft(max(attemptsLeft, 0))
        let failure = Failure(.wrongPassword, left, ["username": asked(of: account)])
        return failure.in(hasCode ? .codeOnPaper : .accountHere)
    }

    /// What a question for the secret of a personal account calls it.
    private func asked(of account: PersonalAccount) -> String {
        (try? device.vault().contents())?.asked(of: account) ?? account.username
    }
}
