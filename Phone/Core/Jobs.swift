import Encodings
import OutsideText

/// Why a job did not come to its end.
enum JobFailure: Error {
    /// An operation was not done.
    case hands(HandsFailure)
    /// An operation was not done when so many changes had been written, which stay.
    case cut(HandsFailure, after: UInt64)
    /// The store holds more than a backup takes.
    case full
    /// The storage answered with a status that says no.
    case refused(UInt64)
    /// What the storage returns is not what it was given.
    case differs
    /// The address is none that a storage can have.
    case badAddress
}

/// What takes time and may be cancelled, one at a time.
enum Jobs {
    // Every backup has this size, whatever it holds.
    private static let snapshotCount = 1 << 18

    /// Puts a new file beside the earlier ones, reads it back, and only then notes it in the store.
    static func backUp(to storage: String) throws(JobFailure) -> String {
        guard storage.begins(with: "https://") || storage.begins(with: "http://127.0.0.1:") else { throw .badAddress }
        let (vault, counter) = try reaching { () throws(HandsFailure) in try Store.open() }
        var snapshot = vault.bytes
        guard snapshot.count < snapshotCount else { throw .full }
        snapshot += [UInt8](repeating: 0, count: snapshotCount - snapshot.count)

        let suffix = try reaching { () throws(HandsFailure) in try Hands.random(8) }
        let name = "snapshot-\(counter)-" + Hex.encode(suffix)
        let address = storage + "/" + name
        let saved = try reaching { () throws(HandsFailure) in
            try Hands.fetch("PUT", address, body: snapshot, limit: 1 << 12)
        }
        guard (200..<300).contains(saved.number) else { throw .refused(saved.number) }
        let returned = try reaching { () throws(HandsFailure) in
            try Hands.fetch("GET", address, limit: snapshotCount)
        }
        guard returned.number == 200 else { throw .refused(returned.number) }
        guard returned.bytes == snapshot else { throw .differs }
        _ = try reaching { () throws(HandsFailure) in try Store.change { $0.backup = name } }
        return name
    }

    /// Changes the store again and again, and tells each change once the disk has it.
    static func change(_ times: UInt64) throws(JobFailure) -> UInt64 {
        var (made, newest) = (0 as UInt64, 0 as UInt64)
        do throws(HandsFailure) {
            while made < times {
                newest = try Store.change { $0.changes += 1 }
                made += 1
                try Hands.tell("\(newest)")
            }
        } catch {
            throw .cut(error, after: made)
        }
        return newest
    }

    private static func reaching<Value>(_ work: () throws(HandsFailure) -> Value) throws(JobFailure) -> Value {
        do {
            return try work()
        } catch {
            throw .hands(error)
        }
    }
}
