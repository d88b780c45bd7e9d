import AccountAPI
import Encodings
import Entries
import OutsideText
import Vault

extension Accounts {
    /// Throws where an account cannot be created, as far as that shows before a password is chosen: its name is none, it
    /// is here already, or the service does not answer.
    @available(*, noasync)
    package func refuseNewAccount(named username: String, at service: ServiceAddress) throws {
        try Self.refuseUsername(username)
        if device.store.holdsVault {
            let account = PersonalAccount(service: service.text, username: username)
            guard try device.vault().contents().personalEntry(of: account) == nil else {
                throw Failure(.accountPresent)
            }
        }
        try refuseSilence(of: service)
    }

    /// Throws where a sign-in would be refused whatever is typed for it.
    ///
    /// The service does not answer, or another device has removed this one from the account. The vault is opened first.
    @available(*, noasync)
    package func refuseSignIn(of username: String, at service: ServiceAddress) throws {
        try device.openVault()
        try refuseSilence(of: service)
        guard device.store.holdsVault else { return }
        let vault = try device.vault()
        let account = PersonalAccount(service: service.text, username: username)
        guard let entry = try vault.contents().personalEntry(of: account) else { return }
        try refuseSuspension(of: entry, vault)
    }

    /// Throws where another device has removed this one from an account, before a password is typed for it.
    func refuseSuspension(of entry: Entry, _ vault: UnlockedVault) throws {
        let contents = try vault.contents()
        guard let session = contents.deviceBound.sessions[entry.id], let service = entry.service else { return }
        do {
            _ = try device.client(of: ServiceAddress(service)).call(ReadAccount.self, Nothing(), in: session)
        } catch let error where Failure(explaining: error).code == .deviceSuspended {
            throw contents.suspension(in: entry)
        } catch let error where Failure(explaining: error).code == .sessionEnded {
            // Signing in mends it.
        }
    }

    /// Throws where an account service does not answer, before anything is typed for it.
    @available(*, noasync)
    package func refuseSilence(of service: ServiceAddress) throws {
        _ = try device.client(of: service).call(ReadTime.self, Nothing())
    }

    /// The personal account that a command is for, as the list shows it; without a name the recovery account, or the only
    /// one.
    ///
    /// Throws where there is none: nobody is asked anything for it.
    package func personalListing(named name: String?) throws -> EntryListing {
        let contents = try device.vault().contents()
        return try contents.listing(of: contents.recoveryAccount(named: name).0.id)
    }

    /// The account of an account service that `name` means; an entry of another kind is meant only where no account is.
    package func accountListing(named name: String) throws -> EntryListing {
        let contents = try device.vault().contents()
        do {
            return try contents.listing(of: contents.accountEntry(named: name).id)
        } catch let failure as Failure where failure.code == .noSuchEntry {
            return try contents.listing(of: contents.anyEntry(named: name))
        }
    }

    /// The entry of an account that is here, by its user name and service; nil where it is not.
    package func personalEntry(of username: String, at service: ServiceAddress) throws -> EntryListing? {
        guard device.store.holdsVault else { return nil }
        let contents = try device.vault().contents()
        let entry = contents.personalEntry(of: PersonalAccount(service: service.text, username: username))
        return try entry.map { try contents.listing(of: $0.id) }
    }

    /// Throws where a text can be no user name: the service would refuse it, or it has a blank, which is mistaken easily.
    package static func refuseUsername(_ username: String) throws {
        let name = UserNameRule.folded(username)
        guard (1...128).contains(name.unicodeScalars.count), UserNameRule.isAcceptable(name),
            !name.unicodeScalars.contains(where: \.properties.isWhitespace)
        else {
            throw Failure(.invalidUsername)
        }
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
