import AccountAPI
import DeviceCore
import OneTimePassword
import Primitives

extension Device {
    /// Adds an account from its address.
    @discardableResult
    func add(_ uri: String) async throws -> EntryListing {
        try entries.add(OTPAuthURI(parsing: uri), keepingBoth: false)
    }

    /// Makes the recovery account and turns backup on; `account` names it where there are others.
    func turnOnBackup(to storage: String, account: String? = nil) throws {
        let password = try Password(existing: SecretBytes(utf8: World.password))
        _ = try accounts.create(
            username: World.username,
            at: ServiceAddress(World.service),
            password: password
        )
        _ = try backups.turnOn(storage: storage, account: account) { password }
    }

    /// Recovers with the story's account.
    @discardableResult
    func recover(
        from storage: String,
        username: String = World.username,
        password: String = World.password,
        version: UInt64? = nil
    ) throws -> RestoreReport {
        let request = RecoveryRequest(
            username: username,
            service: try ServiceAddress(World.service),
            storage: storage,
            version: version
        )
        return try recovery.recover(request) { () throws -> RecoverySecret in
            .password(try Password(existing: SecretBytes(utf8: password)))
        }
    }
}
