package import Encodings
import Entries
import Sealed
import Vault

/// What restoring an older version would change on this device, by the accounts' labels.
package struct RestorePreview: Encodable, Sendable, Equatable {
    /// The snapshot's number.
    package let generation: UInt64
    /// When it was made.
    package let made: Instant
    /// Accounts that the version holds and this device does not.
    package let added: [String]
    /// Accounts that the version holds otherwise; changed only when the device is to hold exactly the version.
    package let changed: [String]
    /// Accounts that the version does not hold; removed only when the device is to hold exactly the version.
    package let removed: [String]
    /// Where the vault was copied before the change; nil for a preview.
    package var safetyCopy: String?
}

extension Backups {
    /// What ``restore(version:exactly:)`` would change.
    @available(*, noasync)
    package func previewRestore(version generation: UInt64, exactly: Bool) throws -> RestorePreview {
        let snapshot = try openedVersion(generation)
        return try device.vault().contents().preview(of: snapshot, exactly: exactly)
    }

    /// Adds what an older version holds and this device lacks; `exactly` makes the device hold what the version held.
    ///
    /// The vault is copied beside itself first. The account that opens the backup stays in any case.
    @available(*, noasync)
    package func restore(version generation: UInt64, exactly: Bool) throws -> RestorePreview {
        let snapshot = try openedVersion(generation)
        let vault = try device.vault()
        var preview = try vault.contents().preview(of: snapshot, exactly: exactly)
        preview.safetyCopy = try safetyCopy()
        let now = device.now()
        try vault.update { $0.restore(snapshot.portable, exactly: exactly, at: now) }
        return preview
    }

    private func safetyCopy() throws -> String {
        do throws(VaultError) {
            return try device.store.keepCopy()
        } catch {
            throw Failure(.cannotWriteVault)
        }
    }
}

extension VaultContents {
    fileprivate func preview(of snapshot: OpenedSnapshot, exactly: Bool) -> RestorePreview {
        let version = snapshot.portable
        return RestorePreview(
            generation: snapshot.generation,
            made: snapshot.made,
            added: version.labels(of: missing(from: version)),
            changed: exactly ? version.labels(of: others(in: version)) : [],
            removed: exactly ? portable.labels(of: removable(by: version)) : []
        )
    }

    fileprivate mutating func restore(_ version: PortableContents, exactly: Bool, at now: Instant) {
        let device = deviceBound.device
        let missing = missing(from: version)
        for id in missing {
            let stamp = portable.tick(at: now, on: device)
            if var entry = version[id] {
                entry.modified = stamp
                portable.entries.append(entry)
            } else if let entry = version.unreadable.first(where: { $0.id == id }) {
                portable.unreadable.append(entry.stamped(stamp))
            }
            portable.tombstones[id] = nil
        }
        if !missing.isEmpty {
            let order = portable.order.placing(Set(missing), asIn: version.order)
            portable.setOrder(order, at: now, on: device)
        }
        if exactly { restoreExactly(version, at: now) }
    }

    private mutating func restoreExactly(_ version: PortableContents, at now: Instant) {
        let device = deviceBound.device
        let removable = removable(by: version)
        for id in others(in: version) {
            if let entry = version[id] {
                portable.change(id, at: now, on: device) { present in
                    present.issuer = entry.issuer
                    present.account = entry.account
                    present.content = entry.content
                }
            } else if let entry = version.unreadable.first(where: { $0.id == id }),
                let index = portable.unreadable.firstIndex(where: { $0.id == id })
            {
                portable.unreadable[index] = entry.stamped(portable.tick(at: now, on: device))
            }
        }
        for id in removable {
            portable.remove(id, at: now, on: device)
            deviceBound.forget(id)
        }
        let present = Set(portable.order)
        let known = Set(version.order)
        let rest = portable.order.filter { !known.contains($0) }
        portable.setOrder(version.order.filter(present.contains) + rest, at: now, on: device)
        portable.settings = version.settings
        portable.settings.modified = portable.tick(at: now, on: device)
    }

    private func missing(from version: PortableContents) -> [EntryID] {
        let present = Set(portable.order)
        return version.order.filter { !present.contains($0) }
    }

    /// The entries of the version that are here otherwise.
    private func others(in version: PortableContents) -> [EntryID] {
        let opaque = Dictionary(portable.unreadable.map { ($0.id, $0.json) }, uniquingKeysWith: { first, _ in first })
        let changed = version.unreadable.filter { entry in opaque[entry.id].map { $0 != entry.json } ?? false }
        return version.entries.filter { isOther(portable[$0.id], $0) }.map(\.id) + changed.map(\.id)
    }

    private func isOther(_ present: Entry?, _ entry: Entry) -> Bool {
        guard let present else { return false }
        return (present.issuer, present.account) != (entry.issuer, entry.account) || present.content != entry.content
    }

    private func removable(by version: PortableContents) -> [EntryID] {
        let kept = Set(version.order)
        return portable.order.filter { !kept.contains($0) && $0 != deviceBound.backup?.recoveryEntry }
    }
}
