import AccountAPI
import Backup
import Encodings
import Sealed
import Vault

/// The head of the newest snapshot, as the account service keeps it.
struct ServiceHeads: BackupHeads {
    let client: AccountClient
    let session: Session
    let backup: BackupID

    func head() throws -> Head? {
        guard let stored = try stored(), stored.id == backup else { throw Failure(.backupOff) }
        if stored.deleted != nil { throw Failure(.backupOff) }
        return stored.head.map(Head.init)
    }

    func settledHead() throws -> Head? {
        guard let stored = try stored(), stored.id == backup else { return nil }
        return stored.settledHead.map(Head.init)
    }

    func advance(to head: Head, after previous: UInt64) throws {
        let request = AdvanceHead.Request(id: backup, previous: previous, head: SnapshotHead(head))
        do throws(AccountError) {
            _ = try client.call(AdvanceHead.self, request, in: session)
        } catch .problem(let problem, _) where problem.code == .headMoved {
            throw HeadError.moved
        }
    }

    private func stored() throws -> StoredBackup? {
        try client.call(ReadBackup.self, Nothing(), in: session).backup
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
