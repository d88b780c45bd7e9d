package import AccountAPI
package import Encodings
package import Entries
package import Vault

extension Evidence {
    /// How the account sees this device; the vault notes from when on its codes count.
    @available(*, noasync)
    package func standing(of name: String?) throws -> DeviceStanding? {
        let standing = try device.accounts.withSession(of: name) { client, session in
            try client.call(ReadAccount.self, Nothing(), in: session).standing
        }
        let (entry, _) = try device.vault().contents().recoveryAccount(named: name)
        try note(standing, of: entry.id)
        return standing
    }

    /// How the account sees this device, which every service that knows this version of the app tells.
    @available(*, noasync)
    package func knownStanding(of name: String?) throws -> DeviceStanding {
        if let standing = try standing(of: name) { return standing }
        let (_, account) = try device.vault().contents().recoveryAccount(named: name)
        throw AccountError.badAnswer(place: account.service)
    }

    /// Asks again how the account sees this device where its codes do not count yet: something was shown just now, and
    /// one proof counts for everything.
    func noteWhatWasShown(in session: Session, _ client: AccountClient) {
        guard let contents = try? device.vault().contents(),
            let entry = contents.deviceBound.sessions.first(where: { $0.value.id == session.id })?.key,
            contents.deviceBound.codesCountFrom[entry] != nil,
            let answer = try? client.call(ReadAccount.self, Nothing(), in: session)
        else { return }
        // The next look notes it where this one could not.
        try? note(answer.standing, of: entry)
    }

    /// The vault notes from when on the codes of this device count.
    private func note(_ standing: DeviceStanding?, of entry: EntryID) throws {
        let vault = try device.vault()
        let from = standing?.codesCountFrom.map { Instant(milliseconds: $0) }
        // The vault keeps whole seconds.
        let noted = try vault.contents().deviceBound.codesCountFrom[entry]
        if noted.map({ $0.seconds }) != from.map({ $0.seconds }) {
            try vault.update { $0.deviceBound.codesCountFrom[entry] = from }
        }
    }

    /// Signs in again with the password or the recovery code, so that it counts together with what is shown next.
    @available(*, noasync)
    package func showSecret(_ secret: RecoverySecret, of name: String?) throws {
        let vault = try device.vault()
        let (entry, account) = try vault.contents().recoveryAccount(named: name)
        _ = try device.accounts.signInAgain(to: account, entry.id, vault, secret: secret)
    }

    /// Confirms this device by the recovery code on paper, beside the password that was shown already.
    @available(*, noasync)
    package func confirm(by code: RecoveryCode, of name: String?) throws {
        try device.accounts.withSession(of: name) { client, session in
            try showRecoveryCode(code, beside: session)
            noteWhatWasShown(in: session, client)
        }
    }

    /// Has the recovery code count beside the password that has opened a session.
    ///
    /// The session of the code is never used: its first use would end the one of the password, and it can do less.
    func showRecoveryCode(_ code: RecoveryCode, beside session: Session) throws {
        let vault = try device.vault()
        let contents = try vault.contents()
        guard let entry = contents.deviceBound.sessions.first(where: { $0.value.id == session.id })?.key,
            case .personal(let account) = contents.portable[entry]?.content,
            let known = contents.deviceBound.codes[entry]
        else { throw Failure(.evidenceNeeded) }
        do {
            _ = try device.signIn(at: ServiceAddress(account.service)).perform(
                username: account.username,
                secret: .recoveryCode(code),
                as: .known(known)
            )
        } catch SignInError.wrongRecoveryCode(let left) {
            throw device.accounts.notTheRecoveryCode(of: account, attemptsLeft: left)
        } catch let error as SignInError {
            throw try device.accounts.noting(error, entry, vault)
        }
    }

    /// Throws where a change of an account would be refused on this device whatever is typed now, with the day from which
    /// on it is not.
    ///
    /// It is asked before any secret, and throws as well where there is no such account or its service does not answer.
    @available(*, noasync)
    package func refuseChangeTooEarly(of name: String?, withPaper: Bool = false) throws {
        guard let need = try standingUnlessSignedOut(of: name)?.evidence, need.settles != nil, !need.isEnough
        else { return }
        // With the code on paper in the place of a forgotten password, it is not the second kind.
        guard withPaper ? need.ways.isEmpty && !need.shown.contains(.password) : need.isWithoutWays else { return }
        throw AccountError.evidenceNeeded(need)
    }

    /// How the account sees this device; nil where it is signed out, which the secret that comes next mends.
    private func standingUnlessSignedOut(of name: String?) throws -> DeviceStanding? {
        do {
            return try standing(of: name)
        } catch let error where Failure(explaining: error).code == .sessionEnded {
            let (_, account) = try device.vault().contents().recoveryAccount(named: name)
            try device.accounts.refuseSilence(of: ServiceAddress(account.service))
            return nil
        }
    }
}

extension VaultContents {
    /// Whether the codes of a session's account do not count yet on this device, as far as is known here.
    func holdsCodes(in session: Session, at date: Instant) -> Bool {
        let entry = deviceBound.sessions.first { $0.value.id == session.id }?.key
        return entry.map { codesCountFrom($0, at: date) != nil } ?? false
    }

    /// From when on the service takes the codes that this device makes for an entry; nil where it does at `date`, and where
    /// this device is signed out, since the account may have removed it.
    package func codesCountFrom(_ id: EntryID, at date: Instant) -> Instant? {
        guard portable[id].map({ !isSignedOut($0) }) ?? true else { return nil }
        return deviceBound.codesCountFrom[id].flatMap { $0 > date ? $0 : nil }
    }
}
