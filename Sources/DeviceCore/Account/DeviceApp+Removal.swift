import AccountAPI
import OutsideText
import Vault

extension DeviceApp {
    /// Notes what a service says of this device where it refuses a session: another device has removed it, or the session
    /// is over; nothing here is lost by it.
    ///
    /// An account that is not signed in to is not told as ready.
    func note(_ refusal: ProblemCode, in session: Session) async {
        guard let vault = try? await vault(),
            let entry = try? await vault.contents().deviceBound.sessions.first(where: { $0.value.id == session.id })?
                .key
        else { return }
        switch refusal {
        case .deviceSuspended: try? await noteSuspension(of: entry, true, vault)
        case .sessionInvalid: try? await noteEnd(of: session, entry, vault)
        default: break
        }
    }

    /// Notes whether this device is suspended in an account.
    func noteSuspension(of entry: EntryID, _ isSuspended: Bool, _ vault: UnlockedVault) async throws {
        guard try await vault.contents().deviceBound.suspended.contains(entry) != isSuspended else { return }
        try await vault.update { contents in
            if isSuspended {
                contents.deviceBound.suspended.insert(entry)
            } else {
                contents.deviceBound.suspended.remove(entry)
            }
        }
    }

    /// Forgets a session that is over, unless another has taken its place meanwhile.
    private func noteEnd(of session: Session, _ entry: EntryID, _ vault: UnlockedVault) async throws {
        try await vault.update { contents in
            guard contents.portable[entry]?.kind == .personal,
                contents.deviceBound.sessions[entry]?.id == session.id
            else { return }
            contents.deviceBound.sessions[entry] = nil
        }
    }

    /// The error of a sign-in as this device; where the account has no such device, that is noted first.
    func noting(
        _ error: SignInError,
        _ account: PersonalAccount,
        _ entry: EntryID,
        _ vault: UnlockedVault
    ) async throws -> any Error {
        guard error.isUnknownDevice else { return error }
        try await vault.update { contents in
            contents.deviceBound.removedAtService.insert(entry)
            contents.deviceBound.sessions[entry] = nil
        }
        return Failure(.noSuchDevice, account.toSignInAgain).in(.thisDevice)
    }
}

extension SignInError {
    /// Whether the account knows the device no more that has signed in.
    var isUnknownDevice: Bool {
        if case .service(.problem(let problem, _)) = self { problem.code == .noSuchDevice } else { false }
    }
}

extension PersonalAccount {
    /// What the words that tell how to sign in again mention.
    var toSignInAgain: [String: String] { ["place": service, "account": ShellWord.quoted(username)] }

    /// The failure that this device is no longer signed in to it.
    var sessionEnded: Failure { Failure(.sessionEnded, toSignInAgain).in(.accountHere) }

    /// An error met in a session of this account, which names the account where the session is over.
    func naming(_ error: any Error) -> any Error {
        let failure = Failure(explaining: error)
        return failure.code == .sessionEnded ? sessionEnded : error
    }
}
