import Backup
package import Foundation
import Vault

/// What restoring an older version would change on this device, by the accounts' labels.
package struct RestorePreview: Encodable, Sendable, Equatable {
    /// The snapshot's number.
    package let generation: UInt64
    /// When it was made.
    package let made: Date
    /// Accounts that the version holds and this device does not.
    package let added: [String]
    /// Accounts that the version holds otherwise; changed only when the device shall hold exactly the version.
    package let changed: [String]
    /// Accounts that the version does not hold; removed only when the device shall hold exactly the version.
    package let removed: [String]
    /// Where the vault was copied before the change; nil for a preview.
    package var safetyCopy: String?
}

extension DeviceApp {
    /// What ``restore(version:exactly:)`` would change.
    package func previewRestore(version generation: UInt64, exactly: Bool) async throws -> RestorePreview {
        let snapshot = try await openedVersion(generation)
        return try await vault().contents().preview(of: snapshot, exactly: exactly)
    }

    /// Adds what an older version holds and this device lacks; `exactly` makes the device hold what the version held.
    ///
    /// The vault is copied beside itself first. The account that opens the backup stays in any case.
    package func restore(version generation: UInt64, exactly: Bool) async throws -> RestorePreview {
        let snapshot = try await openedVersion(generation)
        let vault = try await vault()
        var preview = try await vault.contents().preview(of: snapshot, exactly: exactly)
        preview.safetyCopy = try safetyCopy()
        let now = now()
        try await vault.update { $0.restore(snapshot.portable, exactly: exactly, at: now) }
        return preview
    }

    private func safetyCopy() throws -> String {
        let path = "\(home.vault).before-restore-\(EntryID.random().rawValue.prefix(8))"
        do {
            try FileManager.default.copyItem(atPath: home.vault, toPath: path)
        } catch {
            throw Failure(.cannotWriteVault)
        }
        return path
    }
}

extension VaultContents {
    fileprivate func preview(of snapshot: OpenedSnapshot, exactly: Bool) -> RestorePreview {
        let version = snapshot.portable
        return RestorePreview(
            generation: snapshot.generation,
            made: snapshot.made,
            added: version.entries.filter { portable[$0.id] == nil }.map(\.label),
            changed: exactly ? version.entries.filter { isOther(portable[$0.id], $0) }.map(\.label) : [],
            removed: exactly ? removable(by: version).map(\.label) : []
        )
    }

    fileprivate mutating func restore(_ version: PortableContents, exactly: Bool, at now: Date) {
        let device = deviceBound.device
        for entry in version.entries where portable[entry.id] == nil {
            var restored = entry
            restored.modified = portable.tick(at: now, on: device)
            portable.entries.append(restored)
            portable.tombstones[entry.id] = nil
        }
        guard exactly else { return }
        for entry in version.entries where isOther(portable[entry.id], entry) {
            portable.change(entry.id, at: now, on: device) { present in
                present.issuer = entry.issuer
                present.account = entry.account
                present.content = entry.content
            }
        }
        for entry in removable(by: version) {
            portable.remove(entry.id, at: now, on: device)
            deviceBound.forget(entry.id)
        }
        for (position, entry) in version.entries.enumerated() {
            portable.move(entry.id, to: position, at: now, on: device)
        }
        portable.settings = version.settings
        portable.settings.modified = portable.tick(at: now, on: device)
    }

    private func isOther(_ present: Entry?, _ entry: Entry) -> Bool {
        guard let present else { return false }
        return (present.issuer, present.account) != (entry.issuer, entry.account) || present.content != entry.content
    }

    private func removable(by version: PortableContents) -> [Entry] {
        portable.entries.filter { version[$0.id] == nil && $0.id != deviceBound.backup?.recoveryEntry }
    }
}

extension Entry {
    /// What a person calls the entry.
    var label: String {
        [issuer, account].filter { !$0.isEmpty }.joined(separator: ":")
    }
}
