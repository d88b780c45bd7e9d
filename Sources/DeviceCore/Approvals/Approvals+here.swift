package import AccountAPI
import Encodings
import Entries
import Vault

extension Approvals {
    /// How it is with the sign-in requests of a personal account; without a name, of the recovery account.
    package func requestsHere(of name: String?) -> RequestsHere {
        guard let contents = try? device.vault().contents(),
            let (entry, account) = try? contents.recoveryAccount(named: name)
        else { return .none }
        guard !contents.answers(entry.id.rawValue) else { return .answered }
        let isSignedIn = contents.oneTimeSecret(of: entry) != nil && !contents.isSignedOut(entry)
        guard account.approves, isSignedIn else { return .none }
        return .missing(entry: entry.id.rawValue, word: contents.word(of: entry))
    }

    /// Why no account of this device answers sign-in requests.
    ///
    /// They cannot be turned on for an account that no longer accepts this device, which the vault may not know yet, nor
    /// yet for one that this device is too new to.
    func whyNoneAnswers(_ known: VaultContents) -> Failure {
        if let lost = known.lostRequests { return lost }
        var standings: [DeviceStanding?] = []
        for id in known.deviceBound.sessions.keys where known.portable[id]?.kind == .personal {
            standings.append(try? device.askingNobody.evidence.standing(of: id.rawValue))
        }
        let contents = (try? device.vault().contents()) ?? known
        if let lost = contents.lostRequests { return lost }
        let waiting = contents.portable.entries.first { entry in
            guard case .personal(let account) = entry.content else { return false }
            return account.approves && contents.state(of: entry) == .needsSignIn
        }
        guard contents.portable.entries.contains(where: { $0.service != nil }) else {
            return Failure(.noRecoveryAccount).in(.withoutBackup)
        }
        if let waiting { return Failure(.approvalsOff, ["account": contents.word(of: waiting)]).in(.accountHere) }
        // Where one account lets this device turn them on now, that is what helps.
        let days = standings.compactMap { $0?.evidence.changesFrom }
        guard days.count == standings.count, let first = days.min() else { return Failure(.approvalsOff) }
        return Failure(.approvalsOff, ["date": .day(first)]).in(.nothingToShow)
    }

    /// Makes this device answer the sign-in requests of an account that has them, by the code that has just confirmed it.
    ///
    /// The device is confirmed whatever comes of this; what is missing then, ``requestsHere(of:)`` tells. The session that
    /// a recovery code has opened can do it only once a new password is set: then the proof waits for that.
    @available(*, noasync)
    package func setUpRequests(of name: String?, by proof: ContactProofID, _ questions: ContactQuestions) {
        guard case .missing(let entry, _) = requestsHere(of: name) else { return }
        setUp(entry, by: proof, questions)
        // Any other proof that did not do it will not do it later either.
        guard let id = EntryID(entry), case .missing = requestsHere(of: name),
            let contents = try? device.vault().contents(), contents.deviceBound.sessions[id]?.needsNewPassword == true
        else { return }
        device.waitingProofs.keep(WaitingProofs.Proof(id: proof, questions: questions), of: entry)
    }

    /// Does it by the proof that waits for a new password, where there is one; it is tried once.
    func setUpRequestsThatWait(of entry: EntryID) {
        guard let proof = device.waitingProofs.take(of: entry.rawValue),
            case .missing = requestsHere(of: entry.rawValue)
        else { return }
        setUp(entry.rawValue, by: proof.id, proof.questions)
    }

    private func setUp(_ entry: String, by proof: ContactProofID, _ questions: ContactQuestions) {
        _ = try? device.askingNobody.approvals.turnOn(of: entry, proof: proof.rawValue, questions: questions)
    }
}

extension VaultContents {
    /// Why this device no longer gets sign-in requests of an account; nil where nothing tells that it ever did.
    fileprivate var lostRequests: Failure? { portable.entries.lazy.compactMap(lostRequests(of:)).first }
}
