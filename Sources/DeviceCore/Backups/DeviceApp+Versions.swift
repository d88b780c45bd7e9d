import Backup
package import Encodings
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

extension DeviceApp {
    /// The snapshots that the storage holds, the newest first; each is fetched and opened.
    package func backupVersions() async throws -> [BackupVersionListing] {
        let (backup, versions, contents) = try await versions()
        var lines: [BackupVersionListing] = []
        do {
            for version in try await versions.list() {
                let details = try await versions.open(version)
                lines.append(
                    BackupVersionListing(
                        generation: version.generation,
                        state: BackupVersionListing.State(details.state),
                        made: details.made,
                        entries: details.entries,
                        madeHere: details.device.map { $0 == contents.deviceBound.device }
                    )
                )
            }
        } catch {
            if error == .noFolder, let known = backup.place {
                throw Failure(.storageAbsent, ["drive": known.drive]).at(backup.location)
            }
            throw Failure(explaining: error).at(backup.location)
        }
        return lines
    }

    /// A snapshot of this device's backup by its number.
    func openedVersion(_ generation: UInt64) async throws -> OpenedSnapshot {
        let (backup, _, contents) = try await versions()
        let (_, run) = try run(over: try await vault(), contents)
        return try await SnapshotFinder(backup, storage: run.storage).version(generation)
    }

    private func versions() async throws -> (BackupBinding, SnapshotVersions, VaultContents) {
        let vault = try await vault()
        let contents = try await vault.contents()
        let (backup, run) = try run(over: vault, contents)
        return (backup, SnapshotVersions(storage: run.storage, binding: backup), contents)
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
