package import AccountAPI
import Foundation
import Vault

extension DeviceApp {
    /// What shows a service the evidence that a guarded act needs; nil where nobody can be asked.
    func prover(at service: ServiceAddress) -> (@Sendable (EvidenceNeed, Session) async throws -> Session)? {
        guard let questions = evidenceQuestions else { return nil }
        return { need, session in
            try await self.show(need, in: session, at: service, questions)
        }
    }

    /// Shows the secret where it is missing, else one more kind; returns the session to go on with.
    private func show(
        _ need: EvidenceNeed,
        in session: Session,
        at service: ServiceAddress,
        _ questions: EvidenceQuestions
    ) async throws -> Session {
        // What is asked for here is not asked for again.
        let client = askingNobody.client(of: service)
        let vault = try await vault()
        let contents = try await vault.contents()
        let entry = contents.deviceBound.sessions.first { $0.value.id == session.id }?.key
        if let entry, case .personal(let account) = contents.portable[entry]?.content, need.asksForSecret {
            // Nobody types a password for what is refused all the same.
            if !need.hasSecret, need.settles != nil, need.isWithoutWays { throw AccountError.evidenceNeeded(need) }
            // Whoever came with the code on paper has forgotten the password, and types that code again.
            guard try await !client.call(ReadAccount.self, Nothing(), in: session).isLimited else {
                throw Failure(.sessionLimited)
            }
            let password = try questions.password(account.username)
            let signedIn = try await signInAgain(to: account, entry, vault, password: password)
            await noteWhatWasShown(in: signedIn.session, client)
            return signedIn.session
        }
        guard need.hasSecret, try await showMore(need, in: session, client, questions, isOptional: false) else {
            throw AccountError.evidenceNeeded(need)
        }
        await noteWhatWasShown(in: session, client)
        return session
    }

    /// Shows one more kind by a contact or by another device; false where there is no way, or none is wanted now.
    private func showMore(
        _ need: EvidenceNeed,
        in session: Session,
        _ client: AccountClient,
        _ questions: EvidenceQuestions,
        isOptional: Bool
    ) async throws -> Bool {
        let ways = questions.recoveryCode == nil ? need.ways : need.waysWithPaper
        guard !ways.isEmpty else { return false }
        let chosen = ways.count == 1 && !isOptional ? ways[0] : try await questions.choose(ways, isOptional)
        switch chosen {
        case .contact?:
            let proofs = ContactProofs(client: client, session: session, questions: questions.contacts)
            _ = try await proofs.prove(by: questions.contact)
        case .approval?:
            try await askAnotherDevice(in: session, client, questions.showNumber)
        case .recoveryCode?:
            guard let ask = questions.recoveryCode else { return false }
            try await showRecoveryCode(ask(), beside: session)
        case nil: return false
        }
        return true
    }

    /// Has another device of the account approve this one.
    private func askAnotherDevice(
        in session: Session,
        _ client: AccountClient,
        _ showNumber: @Sendable (Int) -> Void
    ) async throws {
        let started = try await client.call(StartDeviceApproval.self, Nothing(), in: session)
        showNumber(started.number)
        while true {
            try await Task.sleep(for: .seconds(1))
            let answer = try await client.call(FinishDeviceApproval.self, .init(request: started.request), in: session)
            switch answer.state {
            case .pending: continue
            case .approved: return
            case .refused: throw Failure(.approvalRefused)
            case .expired: throw Failure(.requestExpired)
            }
        }
    }

    /// Makes a new device of an account count fully, where a code or an approval does that and is given now; returns
    /// how the account sees the device then.
    ///
    /// It is a step of signing in and of recovery that may be left out: nothing fails where it does.
    @discardableResult
    package func settle(_ name: String?, isOptional: Bool = true) async throws -> DeviceStanding? {
        let found = try await accountStanding(of: name)
        guard let questions = evidenceQuestions, let need = found?.evidence, found?.isSettled == false else {
            return found
        }
        let isShown = try await askingNobody.withSession(of: name) { client, session in
            try await showMore(need, in: session, client, questions, isOptional: isOptional)
        }
        return isShown ? try await accountStanding(of: name) : found
    }

    /// Has another device of the account approve this one, which is shown the number that is typed there.
    package func confirmByAnotherDevice(
        of name: String?,
        showNumber: @escaping @Sendable (Int) -> Void
    ) async throws {
        try await withSession(of: name) { client, session in
            try await askAnotherDevice(in: session, client, showNumber)
            await noteWhatWasShown(in: session, client)
        }
    }
}

extension EvidenceNeed {
    /// Whether the password or the recovery code counts now.
    package var hasSecret: Bool { shown.contains(.password) || shown.contains(.recoveryCode) }

    /// Whether signing in again with the secret of a personal account shows what is missing: on a settled device, which is
    /// evidence itself then, it does.
    package var asksForSecret: Bool { !hasSecret || settles == nil && !isEnough }

    /// Whether nothing more is needed for a guarded act.
    package var isEnough: Bool { hasSecret && shown.count > 1 }

    /// How a device can show one more kind on a screen where the recovery code is not typed.
    package var ways: [EvidenceWay] {
        (possible.contains(.contact) ? [.contact] : []) + (possible.contains(.device) ? [.approval] : [])
    }

    /// How a device can show one more kind; the recovery code counts beside the password only.
    package var waysWithPaper: [EvidenceWay] {
        ways + (shown.contains(.password) && possible.contains(.recoveryCode) ? [.recoveryCode] : [])
    }

    /// Whether there is no way to show more, whatever is typed first.
    package var isWithoutWays: Bool { ways.isEmpty && !possible.contains(.recoveryCode) }
}
