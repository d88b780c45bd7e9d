import AccountAPI
import Entries
import OutsideText
import Vault

extension DeviceApp {
    /// Notes what a service says of this device where it refuses a session: another device has removed it, or the session
    /// is over; nothing here is lost by it.
    ///
    /// An account that is not signed in to is not told as ready.
    func note(_ refusal: ProblemCode, in session: Session) async {
        guard let vault = try? await vault(),
            let entry = try? vault.contents().deviceBound.sessions.first(where: { $0.value.id == session.id })?
                .key
        else { return }
        switch refusal {
        case .deviceSuspended: try? noteSuspension(of: entry, true, vault)
        case .sessionInvalid:
            try? noteEnd(of: session, entry, vault)
            await askWithCredential(entry, vault)
        default: break
        }
    }

    /// Looks whether an account has removed this device, and notes that: a session may end on its own, the credential ends with
    /// the device alone.
    func askWithCredential(_ id: EntryID, _ vault: UnlockedVault) async {
        guard let contents = try? vault.contents(), let entry = contents.portable[id],
            let credential = contents.deviceBound.credentials[id], credential.isConfirmed,
            let service = entry.service.flatMap({ try? ServiceAddress($0) })
        else { return }
        let approver = Approver(entry: entry, service: service, credential: credential)
        _ = try? await asking(approver) { client in
            try await client.call(ListSignInRequests.self, Nothing(), as: credential)
        }
    }

    /// Notes whether this device is suspended in an account.
    func noteSuspension(of entry: EntryID, _ isSuspended: Bool, _ vault: UnlockedVault) throws {
        guard try vault.contents().deviceBound.suspended.contains(entry) != isSuspended else { return }
        try vault.update { contents in
            if isSuspended {
                contents.deviceBound.suspended.insert(entry)
            } else {
                contents.deviceBound.suspended.remove(entry)
            }
        }
    }

    /// Forgets a session that is over, unless another has taken its place meanwhile.
    private func noteEnd(of session: Session, _ entry: EntryID, _ vault: UnlockedVault) throws {
        try vault.update { contents in
            guard contents.portable[entry]?.kind == .personal,
                contents.deviceBound.sessions[entry]?.id == session.id
            else { return }
            contents.deviceBound.sessions[entry] = nil
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
            if error.failure.code == .deviceSuspended { try noteSuspension(of: entry, true, vault) }
            let contents = try vault.contents()
            return contents.portable[entry].map { contents.naming(error, in: $0) } ?? error
        }
        try vault.update { contents in
            contents.deviceBound.removedAtService.insert(entry)
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

    /// Whether the tries are spent that there are the way the sign-in came.
    var hasNoTriesLeft: Bool {
        guard case .service(.problem(let problem, _)) = self else { return false }
        return problem.code == .tooManyAttempts || problem.code == .tooManyFromAddress
    }
}

extension VaultContents {
    // One command signs in again in each of these situations, and sets up the sign-in requests as well.
    private func named(_ entry: Entry) -> [String: String] { ["account": word(of: entry)] }

    /// The failure that this device is no longer signed in to an account.
    func sessionEnded(in entry: Entry) -> Failure { Failure(.sessionEnded, named(entry)).in(.accountHere) }

    /// The failure that another device has removed this one from an account.
    func suspension(in entry: Entry) -> Failure { Failure(.deviceSuspended, named(entry)).in(.accountHere) }

    /// The failure that an account does not know this device any more.
    func unknownDevice(in entry: Entry) -> Failure {
        entry.kind == .work
            ? Failure(.deviceRefused, named(entry)).in(.accountHere)
            : Failure(.noSuchDevice, named(entry)).in(.thisDevice)
    }

    /// An error met in a session, likewise.
    func naming(_ error: any Error, in session: Session) -> any Error {
        let id = deviceBound.sessions.first { $0.value.id == session.id }?.key
        return id.flatMap { portable[$0] }.map { naming(error, in: $0) } ?? error
    }

    /// An error met in a session of an account, which names the account where the session is over or the device was
    /// removed.
    func naming(_ error: any Error, in entry: Entry) -> any Error {
        switch Failure(explaining: error).code {
        case .sessionEnded where entry.kind == .personal: sessionEnded(in: entry)
        case .deviceSuspended: suspension(in: entry)
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
