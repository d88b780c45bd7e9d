package import Foundation

extension PortableContents {
    /// The entry with this identifier.
    package subscript(id: EntryID) -> Entry? {
        entries.first { $0.id == id }
    }

    /// Adds an entry at the end of the order.
    package mutating func add(
        _ content: Entry.Content,
        issuer: String,
        account: String,
        at now: Date,
        on device: DeviceID
    ) -> EntryID {
        let entry = Entry(issuer: issuer, account: account, content: content, modified: tick(at: now, on: device))
        entries.append(entry)
        return entry.id
    }

    /// Changes an entry and stamps it; false where there is none.
    @discardableResult
    package mutating func change(
        _ id: EntryID,
        at now: Date,
        on device: DeviceID,
        _ body: (inout Entry) -> Void
    ) -> Bool {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return false }
        body(&entries[index])
        entries[index].modified = tick(at: now, on: device)
        return true
    }

    /// Gives an entry another issuer, another account, or both; nil leaves what it has.
    @discardableResult
    package mutating func rename(
        _ id: EntryID,
        issuer: String?,
        account: String?,
        at now: Date,
        on device: DeviceID
    ) -> Bool {
        change(id, at: now, on: device) { entry in
            entry.issuer = issuer ?? entry.issuer
            entry.account = account ?? entry.account
        }
    }

    /// Removes an entry and remembers that it was removed; false where there is none.
    @discardableResult
    package mutating func remove(_ id: EntryID, at now: Date, on device: DeviceID) -> Bool {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return false }
        entries.remove(at: index)
        tombstones[id] = tick(at: now, on: device)
        return true
    }

    /// Moves an entry to a position counted from 0; one beyond the end means the end.
    @discardableResult
    package mutating func move(_ id: EntryID, to position: Int, at now: Date, on device: DeviceID) -> Bool {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return false }
        let entry = entries.remove(at: index)
        entries.insert(entry, at: min(max(position, 0), entries.count))
        ordered = tick(at: now, on: device)
        return true
    }

    /// Changes the settings and stamps them.
    package mutating func changeSettings(at now: Date, on device: DeviceID, _ body: (inout Settings) -> Void) {
        body(&settings)
        settings.modified = tick(at: now, on: device)
    }
}
