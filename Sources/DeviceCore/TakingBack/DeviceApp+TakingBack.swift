import AccountAPI
import Backup
import Vault

extension DeviceApp {
    /// Takes a personal account back from whoever has taken it with a younger device: undoes what that one did, sets a new
    /// password, and signs in.
    ///
    /// It needs the secrets of before, and this device: nothing of them is sent or kept. Nil where it was not wanted.
    package func takeBack(_ name: String?, _ questions: TakingBackQuestions) async throws -> TakingBackOffer? {
        let vault = try await vault()
        let contents = try await vault.contents()
        let (entry, account) = try contents.recoveryAccount(named: name)
        guard let code = contents.deviceBound.codes[entry.id] else { throw Failure(.takeBackRefused) }
        let service = try ServiceAddress(account.service)
        let client = AccountClient(
            service: service,
            transport: transport,
            authorities: authorities.of(service),
            now: now
        )
        let shown = try await show(questions.secret(account.username), of: account, as: code, client)
        var answer = try await client.call(ReadTakingBack.self, Nothing(), in: shown.session)
        guard try await questions.confirm(TakingBackOffer(answer)) else { return nil }
        if !answer.isEnough {
            try await showMore(answer, of: account, as: code, in: shown, client, questions)
            answer = try await client.call(ReadTakingBack.self, Nothing(), in: shown.session)
        }
        guard answer.isEnough else { throw Failure(.evidenceNeeded).in(.takingBack) }
        let password = try questions.newPassword(account.username)
        let held = contents.deviceBound.backup.flatMap { $0.recoveryEntry == entry.id ? $0.heldKeys : nil } ?? []
        let backup = answer.backup
        try await Registration(client: client, suite: security.newSuite)
            .takeBack(to: password, in: shown.session) { exportKey, credential, suite in
                guard let backup else { return nil }
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
        _ = try await signInAgain(to: account, entry.id, vault, password: password)
        return TakingBackOffer(answer)
    }

    /// Shows a secret of before: the first that fits of those that the account had, the oldest first.
    private func show(
        _ secret: RecoverySecret,
        of account: PersonalAccount,
        as code: DeviceCode,
        _ client: AccountClient
    ) async throws -> SignedIn {
        let signIn = SignIn(client: client, suites: security.suite, now: now)
        for number in StartSignIn.Request.secretsOfBefore {
            do {
                return try await signIn.perform(
                    username: account.username,
                    secret: secret,
                    as: .known(code),
                    takingBack: number
                )
            } catch SignInError.wrongPassword {
                continue
            } catch SignInError.wrongRecoveryCode {
                continue
            }
        }
        throw Failure(.takeBackRefused)
    }

    /// Shows what was shown against this account too: a contact of before, or the other secret of before.
    private func showMore(
        _ answer: ReadTakingBack.Response,
        of account: PersonalAccount,
        as code: DeviceCode,
        in shown: SignedIn,
        _ client: AccountClient,
        _ questions: TakingBackQuestions
    ) async throws {
        let ways = answer.evidence.possible
        guard !ways.isEmpty else { throw Failure(.evidenceNeeded).in(.takingBack) }
        let way = ways.count == 1 ? ways[0] : try await questions.choose(ways)
        switch way {
        case .contact:
            try await ContactProofs(client: client, session: shown.session, questions: questions.contacts)
                .proveBefore(answer.contacts)
        case .password, .recoveryCode:
            _ = try await show(questions.more(way, account.username), of: account, as: code, client)
        case .device: throw Failure(.evidenceNeeded).in(.takingBack)
        }
    }
}
