import Backup
package import Encodings
import Primitives
import Storages
import Vault

/// Whether a storage can hold a backup, step by step, tried with an object of random bytes that is removed again.
package struct StorageTest: Encodable, Sendable {
    /// The steps up to the first that failed.
    package let steps: [Outcome]
    /// When a backup in this storage was last read back, opened and compared, if this device's backup is there.
    package var lastVerified: Instant?

    /// What is tried, in this order.
    package enum Step: String, Encodable, Sendable, CaseIterable {
        case list, write, readBack, compare, refuseOverwriting, remove
    }

    /// How one step went.
    package struct Outcome: Encodable, Sendable {
        /// The step.
        package let step: Step
        /// Why it failed; nil where it did not.
        package let failure: Failure?

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(step, forKey: .step)
            try container.encode(failure == nil ? "ok" : "failed", forKey: .result)
            try container.encodeIfPresent(failure?.code.rawValue, forKey: .code)
        }

        private enum CodingKeys: String, CodingKey {
            case step, result, code
        }
    }

    /// Why the storage cannot hold a backup; nil where it can.
    package var failure: Failure? { steps.last?.failure }

    /// Tries every step until one fails; where a backup should be in the storage already, whether it is.
    ///
    /// What is left then is removed through `cleaner`: another way to the storage, where nobody waits for this one.
    static func run(
        _ storage: any BackupStorage,
        cleaner: () -> any BackupStorage,
        at location: StorageLocation,
        of backup: BackupBinding?
    ) -> StorageTest {
        let place = location.description
        if let backup {
            do throws(BackupRunError) {
                try BackupPlace(storage, at: location).check(backup)
            } catch {
                return StorageTest(steps: [Outcome(step: .list, failure: error.failure.at(place))])
            }
        }
        let name = ObjectName.fresh(backup: .random(), generation: 1)
        let bytes = randomBytes(count: 4096)
        var steps: [Outcome] = []
        for step in Step.allCases {
            let failure = failure(of: step, storage, name, bytes)
            steps.append(Outcome(step: step, failure: failure?.at(place)))
            guard failure == nil else {
                // What an earlier step left must not stay for the failure of a later one.
                let other = cleaner()
                if step != .list, step != .write || other !== storage { try? other.remove(name) }
                break
            }
        }
        cleaner().forget(name.backup)
        return StorageTest(steps: steps)
    }

    private static func failure(
        of step: Step,
        _ storage: any BackupStorage,
        _ name: ObjectName,
        _ bytes: [UInt8]
    ) -> Failure? {
        do throws(StorageError) {
            switch step {
            case .list: _ = try storage.list(nil)
            case .write: try storage.save(bytes, as: name)
            case .readBack: _ = try storage.load(name, limit: bytes.count)
            case .compare:
                guard try storage.load(name, limit: bytes.count) == bytes else {
                    return Failure(.storageUnreliable)
                }
            case .refuseOverwriting:
                do throws(StorageError) {
                    try storage.save(bytes.reversed(), as: name)
                    return Failure(.storageUnreliable)
                } catch .alreadyExists {
                    return nil
                }
            case .remove: try storage.remove(name)
            }
            return nil
        } catch {
            return error.failure
        }
    }
}
