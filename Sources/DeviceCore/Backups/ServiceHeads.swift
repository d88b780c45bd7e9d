import AccountAPI
import Backup
import Encodings
import Sealed
import Vault

/// The head of the newest snapshot, as the account service keeps it.
final class ServiceHeads: BackupHeads {
    private let client: AccountClient
    private let session: Session
    private let backup: BackupID

    init(client: AccountClient, session: Session, backup: BackupID) {
        self.client = client
        self.session = session
        self.backup = backup
    }

    func head() throws(HeadError) -> Head? {
        guard let stored = try stored(), stored.id == backup else { throw HeadError(Failure(.backupOff)) }
        if stored.deleted != nil { throw HeadError(Failure(.backupOff)) }
        return stored.head.map(Head.init)
    }

    func settledHead() throws(HeadError) -> Head? {
        guard let stored = try stored(), stored.id == backup else { return nil }
        return stored.settledHead.map(Head.init)
    }

    func advance(to head: Head, after previous: UInt64) throws(HeadError) {
        let request = AdvanceHead.Request(id: backup, previous: previous, head: SnapshotHead(head))
        do throws(AccountError) {
            _ = try client.untilAnswered().call(AdvanceHead.self, request, in: session)
        } catch {
            throw HeadError(error)
        }
    }

    private func stored() throws(HeadError) -> StoredBackup? {
        do throws(AccountError) {
            return try client.call(ReadBackup.self, Nothing(), in: session).backup
        } catch {
            throw HeadError(error)
        }
    }
}

/// What the service, or the device that asks it, has against a head.
final class HeadFailure: ServiceFailure {
    let failure: Failure

    init(_ failure: Failure) {
        self.failure = failure
    }
}

extension HeadError {
    init(_ error: AccountError) {
        if case .problem(let problem, _) = error, problem.code == .headMoved {
            self = .moved
        } else {
            self.init(error.failure)
        }
    }

    init(_ failure: Failure) {
        self = .service(HeadFailure(failure))
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
