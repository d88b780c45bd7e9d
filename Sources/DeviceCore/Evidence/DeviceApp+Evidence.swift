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
        let vault = try await vault()
        let contents = try await vault.contents()
        let entry = contents.deviceBound.sessions.first { $0.value.id == session.id }?.key
        guard need.shown.contains(.password) || need.shown.contains(.recoveryCode) else {
            guard let entry, case .personal(let account) = contents.portable[entry]?.content else {
                throw AccountError.evidenceNeeded(need)
            }
            let password = try questions.password(account.username)
            return try await signInAgain(to: account, entry, vault, password: password).session
        }
        // Without the prover: what is asked for here is not asked for again.
        let client = AccountClient(service: service, transport: transport, now: now)
        guard try await showMore(need, in: session, client, questions, isOptional: false) else {
            throw AccountError.evidenceNeeded(need)
        }
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
        let ways = need.ways
        guard !ways.isEmpty else { return false }
        let chosen = ways.count == 1 && !isOptional ? ways[0] : try await questions.choose(ways, isOptional)
        switch chosen {
        case .contact?:
            _ = try await ContactProofs(client: client, session: session, questions: questions.contacts).prove()
        case .approval?:
            try await askAnotherDevice(in: session, client, questions)
        case nil: return false
        }
        return true
    }

    /// Has another device of the account approve this one.
    private func askAnotherDevice(
        in session: Session,
        _ client: AccountClient,
        _ questions: EvidenceQuestions
    ) async throws {
        let started = try await client.call(StartDeviceApproval.self, Nothing(), in: session)
        questions.showNumber(started.number)
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
        let vault = try await vault()
        let (entry, account) = try await vault.contents().recoveryAccount(named: name)
        let client = AccountClient(service: try ServiceAddress(account.service), transport: transport, now: now)
        guard let session = try await vault.contents().deviceBound.sessions[entry.id] else { return nil }
        func standing() async throws -> DeviceStanding? {
            try await client.call(ReadAccount.self, Nothing(), in: session).standing
        }
        var found = try await standing()
        if let questions = evidenceQuestions, let need = found?.evidence, found?.isSettled == false {
            do {
                if try await showMore(need, in: session, client, questions, isOptional: isOptional) {
                    found = try await standing()
                }
            } catch {
                try await note(found, for: entry.id, vault)
                throw error
            }
        }
        try await note(found, for: entry.id, vault)
        return found
    }

    /// How the account sees this device.
    package func accountStanding(of name: String?) async throws -> DeviceStanding? {
        try await withSession(of: name) { client, session in
            try await client.call(ReadAccount.self, Nothing(), in: session).standing
        }
    }

    /// Signs in again with the password, so that it counts together with what is shown next.
    package func showPassword(_ password: Password, of name: String?) async throws {
        let vault = try await vault()
        let (entry, account) = try await vault.contents().recoveryAccount(named: name)
        _ = try await signInAgain(to: account, entry.id, vault, password: password)
    }

    /// Notes from when on the codes of this device count.
    private func note(_ standing: DeviceStanding?, for entry: EntryID, _ vault: UnlockedVault) async throws {
        let from = standing?.codesCountFrom.map { Date(timeIntervalSince1970: Double($0) / 1000) }
        guard try await vault.contents().deviceBound.codesCountFrom[entry] != from else { return }
        try await vault.update { $0.deviceBound.codesCountFrom[entry] = from }
    }
}

extension EvidenceNeed {
    /// How a device can show one more kind.
    package var ways: [EvidenceWay] {
        (possible.contains(.contact) ? [.contact] : []) + (possible.contains(.device) ? [.approval] : [])
    }
}
