import AccountAPI
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

    /// Throws where a text can be no user name: the service would refuse it, or it has a blank, which is mistaken easily.
    package static func refuseUsername(_ username: String) throws {
        let name = UserNameRule.folded(username)
        guard (1...128).contains(name.unicodeScalars.count), UserNameRule.isAcceptable(name),
            !name.unicodeScalars.contains(where: \.properties.isWhitespace)
        else {
            throw Failure(.invalidUsername)
        }
    }
}
