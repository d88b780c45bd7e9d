package import Storages
import Threads

/// Has many writers save one name at the same time, each its own number as 50 000 equal bytes.
///
/// Says which of them saved it, and what kept the others from it.
package func race(
    _ storage: any BackupStorage,
    _ name: ObjectName,
    writers: UInt8
) async -> (winners: [UInt8], failures: [StorageError]) {
    await withTaskGroup(of: (writer: UInt8, failure: StorageError?).self) { group in
        for writer in 0..<writers {
            group.addTask {
                do throws(StorageError) {
                    try await OwnThread.run { () throws(StorageError) in
                        try storage.save([UInt8](repeating: writer, count: 50_000), as: name)
                    }
                    return (writer, nil)
                } catch {
                    return (writer, error)
                }
            }
        }
        var (winners, failures): ([UInt8], [StorageError]) = ([], [])
        for await (writer, failure) in group {
            if let failure { failures.append(failure) } else { winners.append(writer) }
        }
        return (winners, failures)
    }
}
