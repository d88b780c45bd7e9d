package import AccountAPI
import Encodings
import Entries
import Vault

/// What guarded acts ask for, and how an account sees this device.
package struct Evidence: Sendable {
    let device: Device
}

extension Evidence {
    /// What shows a service the evidence that a guarded act needs; nil where nobody can be asked.
    func prover(at service: ServiceAddress) -> (@Sendable (EvidenceNeed, Session) throws -> Session)? {
        guard let questions = device.evidenceQuestions else { return nil }
        return { need, session in
            try self.show(need, in: session, at: service, questions)
        }
    }

    /// Shows the secret where it is missing, else one more kind; returns the session to go on with.
    private func show(
        _ need: EvidenceNeed,
        in session: Session,
        at service: ServiceAddress,
        _ questions: EvidenceQuestions
    ) throws -> Session {
        // What is asked for here is not asked for again.
        let client = device.askingNobody.client(of: service)
        let vault = try device.vault()
        let contents = try vault.contents()
        let entry = contents.deviceBound.sessions.first { $0.value.id == session.id }?.key
        // Without a device of the account here, the same secret shows nothing more: whoever has no contact signs in.
        if let entry, need.hasSecret, contents.deviceBound.codes[entry] == nil {
            guard !need.ways.isEmpty else {
                throw contents.portable[entry].map { contents.sessionEnded(in: $0) } ?? Failure(.sessionEnded)
            }
        } else if let entry, case .personal(let account) = contents.portable[entry]?.content, need.asksForSecret {
            // Nobody types a password for what is refused all the same.
            if !need.hasSecret, need.settles != nil, need.isWithoutWays { throw AccountError.evidenceNeeded(need) }
            // Whoever came with the code on paper has forgotten the password, and types that code again.
            guard try !client.call(ReadAccount.self, Nothing(), in: session).isLimited else {
                throw Failure(.sessionLimited)
            }
            let asked = contents.asked(of: account)
            let signedIn = try device.untilRight {
                try device.accounts.signInAgain(to: account, entry, vault, password: questions.password(asked))
            }
            noteWhatWasShown(in: signedIn.session, client)
            return signedIn.session
        }
        guard need.hasSecret,
            let shown = try showMore(need, Asking(questions, client, session), isOptional: false)
        else { throw AccountError.evidenceNeeded(need) }
        // One code from a contact does for both, whatever it was asked for.
        if let entry, case .contact(let proof) = shown {
            device.approvals.setUpRequests(of: entry.rawValue, by: proof, questions.contacts)
        }
        noteWhatWasShown(in: session, client)
        return session
    }

    /// Who is asked, and in which session it counts.
    private struct Asking {
        let questions: EvidenceQuestions
        let client: AccountClient
        let session: Session

        init(_ questions: EvidenceQuestions, _ client: AccountClient, _ session: Session) {
            (self.questions, self.client, self.session) = (questions, client, session)
        }
    }

    /// What was shown beside the secret.
    private enum Shown {
        /// A code that a contact got, by the proof that it has finished.
        case contact(ContactProofID)
        case other
    }

    /// Shows one more kind by a contact or by another device; nil where there is no way, or none is wanted now.
    ///
    /// Where a way has led to nothing, as with a wrong number on the other device, they are offered again.
    private func showMore(_ need: EvidenceNeed, _ asking: Asking, isOptional: Bool) throws -> Shown? {
        let (questions, session) = (asking.questions, asking.session)
        var ways = questions.recoveryCode == nil ? need.ways : need.waysWithPaper
        guard !ways.isEmpty else { return nil }
        var closed = ways.reduce(into: [:]) { $0[$1] = need.waits(for: $1) }
        var isOptional = isOptional
        while true {
            let held = try? device.vault().contents().holdsCodes(in: session, at: device.now())
            guard let chosen = try choose(of: ways, closed, questions, isOptional, codesAreHeld: held == true)
            else { return nil }
            do {
                return try take(chosen, asking)
            } catch {
                let contents = try? device.vault().contents()
                let failure = Failure(explaining: contents?.naming(error, in: session) ?? error)
                guard failure.leavesOtherWays, questions.goesOn(failure) else { throw error }
                // Nobody is kept in a way that leads to nothing, nor offered it first.
                isOptional = true
                ways = ways.filter { $0 != chosen } + [chosen]
                closed[chosen] = failure.closedFor.map { device.now().adding(seconds: $0) }
            }
        }
    }

    /// The way to take among those that are open; nil for none.
    ///
    /// Where none is open and one is needed, the first one says why by its refusal.
    private func choose(
        of ways: [EvidenceWay],
        _ closed: [EvidenceWay: Instant],
        _ questions: EvidenceQuestions,
        _ isOptional: Bool,
        codesAreHeld: Bool
    ) throws -> EvidenceWay? {
        let open = ways.filter { questions.tellClosed == nil || (closed[$0] ?? device.now()) <= device.now() }
        guard !open.isEmpty || isOptional else { return ways[0] }
        for way in ways {
            if let until = closed[way], !open.contains(way) { questions.tellClosed?(way, until) }
        }
        guard !open.isEmpty else { return nil }
        guard open.count > 1 || isOptional else { return open[0] }
        questions.tellNew?(codesAreHeld)
        return try questions.choose(open, isOptional)
    }

    private func take(_ way: EvidenceWay, _ asking: Asking) throws -> Shown? {
        let (questions, client, session) = (asking.questions, asking.client, asking.session)
        switch way {
        case .contact:
            let proofs = ContactProofs(client: client, session: session, questions: questions.contacts)
            return .contact(try proofs.prove(by: questions.contact))
        case .approval:
            try askAnotherDevice(in: session, client, questions.showNumber, questions.whileAsked)
        case .recoveryCode:
            guard let ask = questions.recoveryCode else { return nil }
            try device.untilRight { try showRecoveryCode(ask(), beside: session) }
        }
        return .other
    }

    /// Makes a new device of an account count fully, where a code or an approval does that and is given now; returns
    /// how the account sees the device then.
    ///
    /// It is a step of signing in and of recovery that may be left out: nothing fails where it does. A code from a contact
    /// sets the sign-in requests of the account up as well, so that nobody types a second one. `seen` is how the account
    /// saw the device just now, where that was asked.
    @available(*, noasync)
    @discardableResult
    package func settle(
        _ name: String?,
        seen: DeviceStanding? = nil,
        isOptional: Bool = true
    ) throws -> DeviceStanding? {
        let found = try seen ?? standing(of: name)
        guard let questions = device.evidenceQuestions, let need = found?.evidence, found?.isSettled == false else {
            return found
        }
        let shown = try device.askingNobody.accounts.withSession(of: name) { client, session in
            try showMore(need, Asking(questions, client, session), isOptional: isOptional)
        }
        guard let shown else { return found }
        if case .contact(let proof) = shown { device.approvals.setUpRequests(of: name, by: proof, questions.contacts) }
        return try standing(of: name)
    }
}
