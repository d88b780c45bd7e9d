import Vault

extension DeviceApp {
    /// Notes that another device has removed this one from the account of a session; nothing here is lost by it.
    func noteSuspension(in session: Session) async {
        guard let vault = try? await vault(),
            let entry = try? await vault.contents().deviceBound.sessions.first(where: { $0.value.id == session.id })?
                .key
        else { return }
        try? await noteSuspension(of: entry, true, vault)
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
}
