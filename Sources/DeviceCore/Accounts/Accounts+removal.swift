import AccountAPI
import Entries
import OutsideText
import Vault

extension Accounts {
    /// Notes what a service says of this device where it refuses a session: another device has removed it, or the session
    /// is over; nothing here is lost by it.
    ///
    /// An account that is not signed in to is not told as ready.
    func note(_ refusal: Problem, in session: Session) {
        guard let vault = try? device.vault(),
            let entry = try? vault.contents().deviceBound.sessions.first(where: { $0.value.id == session.id })?
                .key
        else { return }
        switch refusal.code {
        case .deviceSuspended: try? noteSuspension(of: entry, refusal.removal, vault)
        case .sessionInvalid:
            try? noteEnd(of: session, entry, refusal.removal, vault)
            if refusal.removal == nil { askWithCredential(entry, vault) }
        default: break
        }
    }

    /// Looks whether an account has removed this device, and notes that: a session may end on its own, the credential ends with
    /// the device alone.
    func askWithCredential(_ id: EntryID, _ vault: UnlockedVault) {
        guard let contents = try? vault.contents(), let entry = contents.portable[id],
            let credential = contents.deviceBound.credentials[id], credential.isConfirmed,
            let service = entry.service.flatMap({ try? ServiceAddress($0) })
        else { return }
        let approver = Approver(entry: entry, service: service, credential: credential)
        _ = try? device.approvals.asking(approver) { client in
            try client.call(ListSignInRequests.self, Nothing(), as: credential)
        }
    }

    /// Notes that this device is suspended in an account, with what its service has told of that.
    func noteSuspension(of entry: EntryID, _ told: DeviceRemoval?, _ vault: UnlockedVault) throws {
        let known = try vault.contents().deviceBound
        let removal = told.map { KnownRemoval($0) } ?? known.removals[entry]
        guard !known.suspended.contains(entry) || known.removals[entry] != removal else { return }
        try vault.update { $0.deviceBound.noteSuspension(from: entry, removal) }
    }

    /// Forgets a session that is over, unless another has taken its place meanwhile; `told` is how the account has removed
    /// this device, which ended it.
    private func noteEnd(
        of session: Session,
        _ entry: EntryID,
        _ told: DeviceRemoval?,
        _ vault: UnlockedVault
    ) throws {
        try vault.update { contents in
            guard contents.deviceBound.sessions[entry]?.id == session.id else { return }
            if contents.portable[entry]?.kind == .personal { contents.deviceBound.sessions[entry] = nil }
            if let told { contents.deviceBound.noteRemoval(from: entry, KnownRemoval(told)) }
        }
    }

    /// The error of a sign-in as this device; where the account has no such device, or it is suspended there, that is noted
    /// first.
    func noting(
        _ error: SignInError,
        _ entry: EntryID,
        _ vault: UnlockedVault
    ) throws -> any Error {
        guard error.isUnknownDevice else {
            if error.failure.code == .deviceSuspended { try noteSuspension(of: entry, error.removal, vault) }
            let contents = try vault.contents()
            return contents.portable[entry].map { contents.naming(error, in: $0) } ?? error
        }
        try vault.update { contents in
            contents.deviceBound.noteRemoval(from: entry, error.removal.map { KnownRemoval($0) })
            contents.deviceBound.sessions[entry] = nil
        }
        let contents = try vault.contents()
        return contents.portable[entry].map { contents.unknownDevice(in: $0) } ?? error
    }
}

extension SignInError {
    /// Whether the account no longer knows the device that has signed in.
    var isUnknownDevice: Bool {
        if case .service(.problem(let problem, _)) = self { problem.code == .noSuchDevice } else { false }
    }

    /// How the device was removed that has signed in, where the service tells.
    var removal: DeviceRemoval? {
        if case .service(.problem(let problem, _)) = self { problem.removal } else { nil }
    }

    /// Whether the tries are spent that there are the way the sign-in came.
    var hasNoTriesLeft: Bool {
        guard case .service(.problem(let problem, _)) = self else { return false }
        return problem.code == .tooManyAttempts || problem.code == .tooManyFromAddress
    }
}

extension VaultContents {
    // One command signs in again in each of these situations, and sets up the sign-in requests as well.
    private func named(_ entry: Entry) -> [String: String] { ["account": word(of: entry)] }

    /// The failure that this device is no longer signed in to an account, or was removed from it, as far as is known here.
    func sessionEnded(in entry: Entry) -> Failure {
        guard !deviceBound.removedAtService.contains(entry.id) else { return unknownDevice(in: entry) }
        return Failure(.sessionEnded, named(entry)).in(.accountHere)
    }

    /// The failure that another device has removed this one from an account.
    func suspension(in entry: Entry) -> Failure {
        Failure(.deviceSuspended, named(entry)).in(.accountHere).telling(deviceBound.removals[entry.id])
    }

    /// The failure that an account does not know this device any more.
    func unknownDevice(in entry: Entry) -> Failure {
        let failure =
            entry.kind == .work
            ? Failure(.deviceRefused, named(entry)).in(.accountHere)
            : Failure(.noSuchDevice, named(entry)).in(.thisDevice)
        return failure.telling(deviceBound.removals[entry.id])
    }

    /// An error met in a session, likewise.
    func naming(_ error: any Error, in session: Session) -> any Error {
        let id = deviceBound.sessions.first { $0.value.id == session.id }?.key
        return id.flatMap { portable[$0] }.map { naming(error, in: $0) } ?? error
    }

    /// An error met in a session of an account, which names the account where the session is over or the device was
    /// removed.
    func naming(_ error: any Error, in entry: Entry) -> any Error {
        let failure = Failure(explaining: error)
        return switch failure.code {
        // What the service has told just now may not be in these contents yet.
        case .sessionEnded where failure.tellsRemoval, .deviceRefused where failure.tellsRemoval:
            unknownDevice(in: entry).telling(as: failure)
        case .sessionEnded where entry.kind == .personal: sessionEnded(in: entry)
        case .deviceSuspended: suspension(in: entry).telling(as: failure)
        // Whoever takes an account back sets a new password, and the devices that had it before are signed out.
        case .wrongPassword where isSignedOut(entry): Failure(explaining: error).in(.signedOut)
        // A letter gets on with these, and the vault knows whose.
        case .tooManyAttempts where entry.kind == .personal, .letterRefused where entry.kind == .personal,
            .tooManyContactCodes where entry.kind == .personal:
            Failure(explaining: error).adding(named(entry)).in(.accountHere)
        default: error
        }
    }
}
