import Backup
package import Encodings
import Entries
import Sealed
import Storages
import Vault

/// One line of `sparekey backup versions --json`.
package struct BackupVersionListing: Encodable, Sendable {
    /// The snapshot's number.
    package let generation: UInt64
    /// What became of the attempt to open it.
    package let state: State
    /// When it was made, by the clock of the device that made it.
    package let made: Instant?
    /// How many entries it holds.
    package let entries: Int?
    /// Whether this device made it.
    package let madeHere: Bool?

    /// Whether a snapshot can be opened, and if not, why.
    package enum State: String, Encodable, Sendable {
        case intact, damaged, oldKey, newerKey, newerApp
    }
}

extension Backups {
    /// The snapshots that the storage holds, the newest first; each is fetched and opened.
    @available(*, noasync)
    package func versions() throws -> [BackupVersionListing] {
        let (kept, contents) = try presentBackup()
        let backup = kept.binding
        let device = contents.deviceBound.device
        do throws(StorageError) {
            let versions = SnapshotVersions(storage: kept.storage.storage, binding: backup)
            var lines: [BackupVersionListing] = []
            for version in try versions.list() {
                lines.append(BackupVersionListing(version, try versions.open(version), on: device))
            }
            return lines
        } catch {
            throw Failure(explaining: error).at(backup.location)
        }
    }

    /// A snapshot of this device's backup by its number.
    func openedVersion(_ generation: UInt64) throws -> OpenedSnapshot {
        try presentBackup().kept.finder.version(generation)
    }

    /// The backup that this device keeps, for whoever looks for snapshots there, and what the vault holds.
    ///
    /// Throws where the storage is absent or was emptied: a drive that is not plugged in lists nothing, as one without a
    /// backup does.
    private func presentBackup() throws -> (kept: KeptBackup, contents: VaultContents) {
        let vault = try device.vault()
        let contents = try vault.contents()
        let kept = try keptBackup(over: vault, contents)
        let (binding, location) = (kept.binding, kept.storage.location)
        do throws(BackupRunError) {
            try BackupPlace(kept.storage.storage, at: location).check(binding)
        } catch {
            throw error.failure.at(binding.location)
        }
        return (kept, contents)
    }
}

extension BackupVersionListing {
    fileprivate init(_ version: SnapshotVersion, _ details: SnapshotDetails, on device: DeviceID) {
        self.init(
            generation: version.generation,
            state: State(details.state),
            made: details.made,
            entries: details.entries,
            madeHere: details.device.map { $0 == device }
        )
    }
}

extension BackupVersionListing.State {
    init(_ state: SnapshotDetails.State) {
        switch state {
        case .intact: self = .intact
        case .damaged: self = .damaged
        case .oldKey: self = .oldKey
        case .newerKey: self = .newerKey
        case .newerApp: self = .newerApp
        }
    }
}
