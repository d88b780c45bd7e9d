import AccountAPI
import Backup
import Vault

/// The head of the newest snapshot, as the account service keeps it.
struct ServiceHeads: BackupHeads {
    let client: AccountClient
    let session: Session
    let backup: BackupID

    func head() async throws -> Head? {
        guard let stored = try await client.call(ReadBackup.self, Nothing(), in: session).backup,
            stored.id.rawValue == backup.rawValue
        else { throw Failure(.backupOff) }
        if stored.deleted != nil { throw Failure(.backupOff) }
        return stored.head.map(Head.init)
    }

    func settledHead() async throws -> Head? {
        let stored = try await client.call(ReadBackup.self, Nothing(), in: session).backup
        guard let stored, stored.id.rawValue == backup.rawValue else { return nil }
        return stored.settledHead.map(Head.init)
    }

    func advance(to head: Head, after previous: UInt64) async throws {
        guard let id = ServiceBackupID(backup.rawValue) else { throw Failure(.backupOff) }
        do {
            _ = try await client.call(
                AdvanceHead.self,
                .init(id: id, previous: previous, head: SnapshotHead(head)),
                in: session
            )
        } catch .problem(let problem, _) where problem.code == .headMoved {
            throw HeadError.moved
        }
    }
}

extension Head {
    init(_ head: SnapshotHead) {
        self.init(generation: head.generation, hash: head.hash.bytes, epoch: head.epoch, mac: head.mac.bytes)
    }
}

extension SnapshotHead {
    init(_ head: Head) {
        self.init(generation: head.generation, hash: Bytes(head.hash), epoch: head.epoch, mac: Bytes(head.mac))
    }
}
