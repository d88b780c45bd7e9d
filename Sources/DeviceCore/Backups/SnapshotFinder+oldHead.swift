import Backup
import Sealed

extension SnapshotFinder {
    /// The newest snapshot, for a device that remembers none and would believe an old head of the account service.
    ///
    /// Throws where the storage holds more than the head can explain: what failed attempts left is one generation ahead
    /// of it at most, and what was recovered from a later one is in the head's snapshot.
    func newestUnlessOutdated(_ head: Head) throws -> OpenedSnapshot {
        guard head.verifies(key: key, backup: backup) else { throw Failure(.headForged) }
        let later = try list().filter { $0.generation > head.generation }
        guard let last = later.first?.generation, last - head.generation > 1 else { return try newest(head) }
        let snapshot = try newestIfThere(head)
        for version in later.prefix(Self.looksAt) {
            guard let other = try details(of: version)?.opened else { continue }
            if let snapshot, holds(snapshot, all: other) { return snapshot }
            let old = Failure.Detail.oldHead(found: head.generation, newest: other.generation)
            throw Failure(.headRolledBack, old).in(.newerInStorage)
        }
        let old = Failure.Detail.oldHead(found: head.generation, newest: last)
        throw Failure(.headRolledBack, old).in(.unopenedInStorage)
    }

    /// The same as ``newest(_:)``, nil where the storage does not hold it as it was made.
    private func newestIfThere(_ head: Head) throws -> OpenedSnapshot? {
        do {
            return try newest(head)
        } catch {
            guard !Failure(explaining: error).saysNothingOfBackup else { throw error }
            return nil
        }
    }

    private func holds(_ snapshot: OpenedSnapshot, all other: OpenedSnapshot) -> Bool {
        let (mine, theirs) = (snapshot.portable, other.portable)
        let both = Merge.merge(mine, theirs, device: snapshot.device, now: snapshot.made)
        return Merge.holdsTheSame(both.contents, mine)
    }
}
