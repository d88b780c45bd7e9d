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
        let plan = plan(to: version, exactly: exactly)
        return RestorePreview(
            generation: snapshot.generation,
            made: snapshot.made,
            added: version.labels(of: plan.added),
            changed: version.labels(of: plan.changed),
            removed: portable.labels(of: plan.removed)
        )
    }

    /// The account that opens the backup stays in any case.
    private func plan(to version: PortableContents, exactly: Bool) -> VersionPlan {
        VersionPlan(from: portable, to: version, exactly: exactly, keeping: deviceBound.backup?.recoveryEntry)
    }

    fileprivate mutating func restore(_ version: PortableContents, exactly: Bool, at now: Instant) {
        let device = deviceBound.device
        let plan = plan(to: version, exactly: exactly)
        for id in plan.added {
            let stamp = portable.tick(at: now, on: device)
            if var entry = version[id] {
                entry.modified = stamp
                if entry.details.changed != nil { entry.details.changed = stamp }
                portable.entries.append(entry)
            } else if let entry = version.unreadable.first(where: { $0.id == id }) {
                portable.unreadable.append(entry.stamped(stamp))
            }
            portable.tombstones[id] = nil
        }
        if !plan.added.isEmpty {
            let order = portable.order.placing(Set(plan.added), asIn: version.order)
            portable.setOrder(order, at: now, on: device)
        }
        if exactly { restoreExactly(version, plan, at: now) }
    }

    private mutating func restoreExactly(_ version: PortableContents, _ plan: VersionPlan, at now: Instant) {
        let device = deviceBound.device
        for id in plan.changed {
            if let entry = version[id] {
                portable.change(id, at: now, on: device) { present in
                    present.issuer = entry.issuer
                    present.account = entry.account
                    present.content = entry.content
                    present.details = entry.details
                    present.carried = entry.carried
                }
            } else if let entry = version.unreadable.first(where: { $0.id == id }),
                let index = portable.unreadable.firstIndex(where: { $0.id == id })
            {
                portable.unreadable[index] = entry.stamped(portable.tick(at: now, on: device))
            }
        }
        for id in plan.removed {
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
}
