import AccountAPI
import Foundation
import Vault

extension DeviceApp {
    /// Makes this device answer the sign-in requests of a personal account that it is signed in to.
    ///
    /// A code goes to a contact of the account: to the one that `contact` names, the only one, or the chosen one. A
    /// proof that was finished before may be given instead. Nothing changes where the device answers already.
    package func turnApprovalsOn(
        of name: String?,
        proving contact: String? = nil,
        proof: String? = nil,
        questions: ContactQuestions
    ) async throws -> EntryListing {
        let vault = try await vault()
        let contents = try await vault.contents()
        let (entry, account) = try contents.personalAccount(named: name)
        if contents.deviceBound.credentials[entry.id]?.isConfirmed == true, contents.state(of: entry) == .ready {
            return try contents.listing(of: entry.id)
        }
        if proof == nil {
            try await refuseWithoutContact(of: entry.id)
            try await showSecret(of: entry.id, account, vault)
        }
        guard let approvals = try approvals(for: entry.id, account, vault, try await vault.contents()) else {
            throw account.sessionEnded
        }
        try await turnOn(approvals, proving: contact, proof: proof, questions)
        return try await vault.contents().listing(of: entry.id)
    }

    /// Turns approvals on; the code that was typed for it confirms a new device as well.
    private func turnOn(
        _ approvals: Approvals,
        proving contact: String?,
        proof: String?,
        _ questions: ContactQuestions
    ) async throws {
        try await approvals.turnOn(proving: contact, proof: proof, questions, at: now)
        await noteWhatWasShown(in: approvals.session, approvals.client)
    }

    /// Throws where no contact of the account can get a code, before a password is typed for it.
    private func refuseWithoutContact(of entry: EntryID) async throws {
        guard try await contacts(of: entry.rawValue).contains(where: \.isVerified) else { throw Failure(.noContact) }
    }

    /// Asks for the password where it was not shown a little while ago: the code that follows belongs to one session.
    private func showSecret(of entry: EntryID, _ account: PersonalAccount, _ vault: UnlockedVault) async throws {
        guard let need = try await accountStanding(of: entry.rawValue)?.evidence, !need.hasSecret else { return }
        guard let questions = evidenceQuestions else { throw AccountError.evidenceNeeded(need) }
        let password = try questions.password(account.username)
        _ = try await signInAgain(to: account, entry, vault, password: password)
    }

    /// Ends it: this device answers the account's sign-in requests no longer, and its key is gone.
    package func turnApprovalsOff(of name: String?) async throws -> EntryListing {
        let now = now()
        let vault = try await vault()
        let (entry, _) = try await vault.contents().personalAccount(named: name)
        guard try await vault.contents().deviceBound.credentials[entry.id] != nil else {
            throw Failure(.approvalsOff)
        }
        let answer = try await withSession(of: entry.id.rawValue) { client, session in
            try await client.call(RemoveDeviceCredential.self, Nothing(), in: session)
        }
        return try await vault.update { contents in
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
    package func recoverPersonalEntry(
        _ name: String,
        proving contact: String? = nil,
        proof: String? = nil,
        asNew: Bool = false,
        password: () throws -> Password,
        questions: ContactQuestions
    ) async throws -> AccountChange {
        let vault = try await vault()
        let (entry, account) = try await vault.contents().personalAccount(named: name)
        var clockOffset = 0.0
        if proof == nil {
            clockOffset = try await signInAgain(to: entry.id, account, try password(), asNew: asNew, vault)
        }
        let contents = try await vault.contents()
        if contents.state(of: entry) != .ready {
            guard let approvals = try approvals(for: entry.id, account, vault, contents) else {
                throw account.sessionEnded
            }
            try await turnOn(approvals, proving: contact, proof: proof, questions)
        }
        return AccountChange(entry: try await vault.contents().listing(of: entry.id), clockOffset: clockOffset)
    }

    /// Signs in as the device that the account knows, or as a new one where it knows this one no more.
    private func signInAgain(
        to entry: EntryID,
        _ account: PersonalAccount,
        _ password: Password,
        asNew: Bool,
        _ vault: UnlockedVault
    ) async throws -> Double {
        let contents = try await vault.contents()
        let signedIn = try await signIn(
            to: account,
            password,
            asNew ? nil : contents.deviceBound.codes[entry],
            contents.deviceBound.deviceName
        )
        let now = now()
        try await vault.update { contents in
            _ = try contents.keep(signedIn, for: account, at: now)
            if signedIn.addedDevice != nil { contents.deviceBound.credentials[entry] = nil }
        }
        return signedIn.clockOffset
    }

    /// Signs in as the device that is known here, or as a new one where the account knows it no more.
    func signIn(
        to account: PersonalAccount,
        _ password: Password,
        _ known: DeviceCode?,
        _ deviceName: String
    ) async throws -> SignedIn {
        let signIn = signIn(at: try ServiceAddress(account.service))
        if let known {
            do throws(SignInError) {
                return try await signIn.perform(username: account.username, password: password, as: .known(known))
            } catch {
                guard error.isUnknownDevice else { throw error }
            }
        }
        let role = DeviceRole.new(name: deviceName, isRecovery: true)
        return try await signIn.perform(username: account.username, password: password, as: role)
    }

    /// What turns approvals on for an entry; nil where this device is not signed in to it.
    private func approvals(
        for entry: EntryID,
        _ account: PersonalAccount,
        _ vault: UnlockedVault,
        _ contents: VaultContents
    ) throws -> Approvals? {
        guard let session = contents.deviceBound.sessions[entry], let code = contents.deviceBound.codes[entry] else {
            return nil
        }
        return Approvals(
            vault: vault,
            client: client(of: try ServiceAddress(account.service)),
            entry: entry,
            session: session,
            serviceDevice: code.serviceDevice
        )
    }
}
