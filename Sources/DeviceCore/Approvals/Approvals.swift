import AccountAPI
import Encodings
import Entries
import Vault

/// Sign-in requests and notices, what makes this device answer for an account, and *sign in to recover*.
package struct Approvals: Sendable {
    let device: Device
}

extension Approvals {
    /// Makes this device answer the sign-in requests of a personal account that it is signed in to.
    ///
    /// A code goes to a contact of the account: to the one that `contact` names, the only one, or the chosen one. A
    /// proof that was finished before may be given instead. Nothing changes where the device answers already.
    @available(*, noasync)
    package func turnOn(
        of name: String?,
        proving contact: String? = nil,
        proof: String? = nil,
        questions: ContactQuestions
    ) throws -> AccountChange {
        let vault = try device.vault()
        let contents = try vault.contents()
        let (entry, account) = try contents.personalAccount(named: name)
        if contents.deviceBound.credentials[entry.id]?.isConfirmed == true, contents.state(of: entry) == .ready {
            return AccountChange(entry: try contents.listing(of: entry.id), clockOffset: 0)
        }
        if proof == nil {
            try refuseWithoutContact(of: entry.id)
            try showSecret(of: entry.id, account, vault)
        }
        guard let setup = try setup(for: entry.id, account, vault, try vault.contents()) else {
            throw contents.sessionEnded(in: entry)
        }
        let isConfirmed = try turnOn(setup, proving: contact, proof: proof, questions)
        let listing = try vault.contents().listing(of: entry.id)
        return AccountChange(entry: listing, clockOffset: 0, isConfirmed: isConfirmed)
    }

    /// Turns approvals on; true where the code that was typed for it has confirmed a new device as well.
    private func turnOn(
        _ setup: ApprovalSetup,
        proving contact: String?,
        proof: String?,
        _ questions: ContactQuestions
    ) throws -> Bool {
        /// Nil where the service does not say.
        func isSettled() -> Bool? {
            try? setup.client.call(ReadAccount.self, Nothing(), in: setup.session).standing?.isSettled
        }
        let wasSettled = isSettled()
        try setup.turnOn(proving: contact, proof: proof, questions, at: device.now)
        device.evidence.noteWhatWasShown(in: setup.session, setup.client)
        guard wasSettled == false else { return false }
        return isSettled() == true
    }

    /// Throws where no contact of the account can get a code, before a password is typed for it.
    private func refuseWithoutContact(of entry: EntryID) throws {
        guard try !device.contacts.list(of: entry.rawValue).contains(where: \.isVerified) else { return }
        // Nobody is advised a contact that the account would refuse of this device.
        try device.evidence.refuseChangeTooEarly(of: entry.rawValue)
        throw Failure(.noContact)
    }

    /// Asks for the password where it was not shown a little while ago: the code that follows belongs to one session.
    private func showSecret(of entry: EntryID, _ account: PersonalAccount, _ vault: UnlockedVault) throws {
        guard let need = try device.evidence.standing(of: entry.rawValue)?.evidence, !need.hasSecret else { return }
        guard let questions = device.evidenceQuestions else { throw AccountError.evidenceNeeded(need) }
        let asked = try vault.contents().asked(of: account)
        _ = try device.untilRight {
            try device.accounts.signInAgain(to: account, entry, vault, password: questions.password(asked))
        }
    }

    /// Ends it: this device answers the account's sign-in requests no longer, and its key is gone.
    @available(*, noasync)
    package func turnOff(of name: String?) throws -> EntryListing {
        let now = device.now()
        let vault = try device.vault()
        let (entry, _) = try vault.contents().personalAccount(named: name)
        guard try vault.contents().deviceBound.credentials[entry.id] != nil else {
            throw Failure(.approvalsOff)
        }
        let answer = try device.accounts.withSession(of: entry.id.rawValue) { client, session in
            try client.untilAnswered().call(RemoveDeviceCredential.self, Nothing(), in: session)
        }
        return try vault.update { contents in
            contents.forgetCredential(of: entry.id, othersApprove: answer.othersApprove, at: now)
            return try contents.listing(of: entry.id)
        }
    }

    /// Makes a personal entry ready again on this device: *sign in to recover*.
    ///
    /// The password comes first; where the account answers sign-in requests, a code sent to one of its contacts and a
    /// test follow. With a proof that was finished before, in the session of an earlier try, the password is not asked
    /// for again. The devices that the account has stay valid.
    ///
    /// A device that a younger one has removed can take the account back, and is not made a new one unless `asNew` says
    /// that its owner has removed it.
    @available(*, noasync)
    package func recoverPersonalEntry(
        _ name: String,
        proving contact: String? = nil,
        proof: String? = nil,
        asNew: Bool = false,
        password: () throws -> Password,
        questions: ContactQuestions
    ) throws -> AccountChange {
        let vault = try device.vault()
        let (entry, account) = try vault.contents().personalAccount(named: name)
        var clockOffset = 0.0
        if proof == nil {
            if !asNew { try device.accounts.refuseSuspension(of: entry, vault) }
            do {
                clockOffset = try device.untilRight {
                    try signInAgain(to: entry.id, account, try password(), asNew: asNew, vault)
                }
            } catch {
                throw try vault.contents().naming(error, in: entry)
            }
        }
        let contents = try vault.contents()
        var isConfirmed = false
        if contents.state(of: entry) != .ready {
            guard let setup = try setup(for: entry.id, account, vault, contents) else {
                throw contents.sessionEnded(in: entry)
            }
            isConfirmed = try turnOn(setup, proving: contact, proof: proof, questions)
        }
        let listing = try vault.contents().listing(of: entry.id)
        return AccountChange(entry: listing, clockOffset: clockOffset, isConfirmed: isConfirmed)
    }

    /// Signs in as the device that the account knows, or as a new one where it no longer knows this one.
    private func signInAgain(
        to entry: EntryID,
        _ account: PersonalAccount,
        _ password: Password,
        asNew: Bool,
        _ vault: UnlockedVault
    ) throws -> Double {
        let contents = try vault.contents()
        let signedIn: SignedIn
        do {
            signedIn = try device.accounts.signIn(
                to: account,
                password,
                asNew: asNew,
                asOneOf: contents.deviceBound,
                entry
            )
        } catch SignInError.wrongPassword(let left) {
            throw device.accounts.notThePassword(of: account, entry, attemptsLeft: left)
        }
        let now = device.now()
        try vault.update { _ = try $0.keep(signedIn, for: account, at: now) }
        return signedIn.clockOffset
    }

    /// What turns approvals on for an entry; nil where this device is not signed in to it.
    private func setup(
        for entry: EntryID,
        _ account: PersonalAccount,
        _ vault: UnlockedVault,
        _ contents: VaultContents
    ) throws -> ApprovalSetup? {
        guard let session = contents.deviceBound.sessions[entry], let code = contents.deviceBound.codes[entry] else {
            return nil
        }
        return ApprovalSetup(
            vault: vault,
            client: device.client(of: try ServiceAddress(account.service)),
            entry: entry,
            session: session,
            serviceDevice: code.serviceDevice
        )
    }
}
