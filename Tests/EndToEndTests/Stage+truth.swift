import AccountAPI
import DeviceCore
import Encodings
import Entries
import Primitives
import Storages
import TestSupport
import Testing
import Threads
import Vault

/// What is so at the service and in the storages, whatever a phone says.
extension Stage {
    private func client() throws -> AccountClient {
        AccountClient(
            service: try ServiceAddress(World.service),
            transport: world.loopback,
            now: { [self] in now }
        )
    }

    /// Whether a secret opens the account.
    func opens(_ secret: RecoverySecret) async throws -> Bool {
        do {
            _ = try await OwnThread.run { [self] in
                try SignIn(client: try client(), suites: SecurityProfile.test.suite, now: { [self] in now })
                    .perform(username: World.username, secret: secret, as: .none)
            }
            return true
        } catch {
            let code = Failure(explaining: error).code
            expect([.wrongPassword, .wrongRecoveryCode].contains(code), "a sign-in fails: \(code)")
            return false
        }
    }

    /// Whether a password opens the account.
    func opens(_ password: Password) async throws -> Bool { try await opens(.password(password)) }

    /// How many devices the account of a phone has.
    func devices(_ name: String = "phone", of entry: String? = nil) async throws -> Int {
        let phone = self.phone(name)
        return try await phone { try $0.accounts.devices(of: entry) }.count
    }

    /// The entry of a phone's account; nil where there is none.
    func account(on name: String = "phone") throws -> EntryListing? {
        try phone(name).entries.list().first { $0.account == World.username }
    }

    /// The codes for other sites that a phone shows.
    func siteCodes(on name: String) throws -> Set<String> {
        let codes = try phone(name).codes.all(at: world.clock.now).filter { $0.account != World.username }
        return Set(codes.map { "\($0.account) \($0.code ?? "")" })
    }

    /// The backup of a phone's account, as the service has it.
    func backup(of name: String = "phone") async throws -> StoredBackup? {
        let contents = try phone(name).vault().contents()
        guard let entry = contents.portable.entries.first(where: { $0.kind == .personal }),
            let session = contents.deviceBound.sessions[entry.id]
        else { return nil }
        return try await OwnThread.run { [self] in
            try client().call(ReadBackup.self, Nothing(), in: session).backup
        }
    }

    /// Expects that what a phone says of its backup is so at the service and in the storage.
    func expectTrueBackup(of name: String = "phone") async throws {
        let contents = try phone(name).vault().contents()
        let status = try phone(name).backups.status()
        expect(status.failure == nil, "nothing has failed where nobody waited: \(status.problem ?? "")")
        guard let binding = contents.deviceBound.backup else { return expect(status.state == "off", "off") }
        let stored = try await backup(of: name)
        expect(stored?.id.rawValue == binding.backupID.rawValue, "the backup is the account's")
        expect(status.state == "on" && stored?.deleted == nil, "the backup is on")
        guard !status.pending else { return }
        expect(stored?.epoch == binding.epoch, "the key is the account's")
        expect(stored?.head?.generation == status.generation, "the newest snapshot is known")
        let isThere = storage(at: binding.location).objects.keys.contains { object in
            object.backup == binding.backupID && object.generation == status.generation
        }
        expect(isThere, "the place that is named holds the newest snapshot")
    }
}
