import AccountAPI
import Entries
import Vault

extension Recovery {
    /// Takes a personal account back from whoever has taken it with a younger device: undoes what that one did, sets a new
    /// password, and signs in.
    ///
    /// It needs the secrets of before, and this device: nothing of them is sent or kept. Nil where it was not wanted.
    @available(*, noasync)
    package func takeBack(_ name: String?, _ questions: TakingBackQuestions) throws -> TakingBackOffer? {
        var back = try beginTakingBack(name, questions.secret)
        guard try questions.confirm(back.offer) else { return nil }
        if !back.isEnough { back = try showMore(in: back, questions) }
        guard back.isEnough else { throw Failure(.evidenceNeeded).in(.takingBack) }
        let password = try questions.newPassword(back.account.username)
        try finishTakingBack(back, to: password, show: questions.show)
        return back.offer
    }

    /// Begins to take a personal account back, with a secret that it had before.
    @available(*, noasync)
    package func beginTakingBack(
        _ name: String?,
        _ secret: (_ asked: String) throws -> RecoverySecret
    ) throws -> TakingBack {
        let contents = try device.vault().contents()
        let (entry, account) = try contents.recoveryAccount(named: name)
        guard let present = contents.deviceBound.codes[entry.id] else { throw Failure(.takeBackRefused) }
        let service = try ServiceAddress(account.service)
        let client = AccountClient(
            service: service,
            transport: device.transport,
            authorities: device.authorities.of(service),
            now: device.now,
            keys: device.keys,
            cancellation: device.cancellation
        )
        // Nobody types a secret for a service that does not answer.
        _ = try client.call(ReadTime.self, Nothing())
        let signIn = SignIn(client: client, suites: device.security.suite, now: device.now)
        let typed = try secret(contents.asked(of: account))
        do {
            return try TakingBack(entry.id, account, present, client, signIn, showing: typed)
        } catch let error where Failure(explaining: error).code == .takeBackRefused {
            // What this device was before may be older than what has taken the account.
            guard let former = contents.deviceBound.formerCode(of: entry.id, at: device.now()) else { throw error }
            return try TakingBack(entry.id, account, former, client, signIn, showing: typed)
        }
    }

    /// Takes the account back, once enough was shown: it gets a new password, with which this device signs in.
    @available(*, noasync)
    package func finishTakingBack(
        _ back: TakingBack,
        to password: Password,
        show: Registration.Show = {}
    ) throws {
        try back.refuse(password)
        let back = back.until(device.cancellation)
        let vault = try device.vault()
        let binding = try vault.contents().deviceBound.backup
        let held = binding.flatMap { $0.recoveryEntry == back.entry ? $0.heldKeys : nil } ?? []
        let shown = back.shown
        try Registration(client: back.client, suite: device.security.newSuite)
            .takeBack(to: password, in: shown.session, show: show) { exportKey, credential, suite in
                // As it is by now: since the account was offered, a backup can have got another key.
                let answer = try back.client.call(ReadTakingBack.self, Nothing(), in: shown.session)
                guard let backup = answer.backup else { return nil }
                let key = try held.first { $0.isKey(of: backup) } ?? BackupKeys.held(backup, signedIn: shown)
                return try BackupKeys.wrap(
                    key,
                    for: backup,
                    exportKey: exportKey,
                    accountID: shown.session.accountID,
                    credential: credential,
                    kind: .password,
                    suite: suite
                )
            }
        try vault.update { contents in
            if contents.deviceBound.former[back.entry]?.code.serviceDevice == back.code.serviceDevice {
                contents.deviceBound.putFormerBack(back.entry)
            }
            // It is one of the account's devices again, and no session of before counts: should the sign-in not come to
            // its end, that is what is left to do.
            contents.deviceBound.noteAcceptance(by: back.entry)
            contents.deviceBound.sessions[back.entry] = nil
        }
        _ = try device.accounts.signInAgain(to: back.account, back.entry, vault, password: password)
    }

    /// Shows what was shown against this account too: a contact of before, or the other secret of before.
    private func showMore(in back: TakingBack, _ questions: TakingBackQuestions) throws -> TakingBack {
        let ways = back.ways
        guard !ways.isEmpty else { throw Failure(.evidenceNeeded).in(.takingBack) }
        let way = ways.count == 1 ? ways[0] : try questions.choose(ways)
        switch way {
        case .contact:
            let session = back.shown.session
            return try ContactProofs(client: back.client, session: session, questions: questions.contacts)
                .prove(in: back, by: questions.contact)
        case .password, .recoveryCode: return try back.showing(questions.more(way, back.account.username))
        case .device: throw Failure(.evidenceNeeded).in(.takingBack)
        }
    }
}
