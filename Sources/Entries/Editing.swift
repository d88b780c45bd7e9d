package import Encodings
import Primitives

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
        details: EntryDetails = EntryDetails(),
        at now: Instant,
        on device: DeviceID
    ) -> EntryID {
        let stamp = tick(at: now, on: device)
        var entry = Entry(
            issuer: issuer,
            account: account,
            content: content,
            modified: stamp,
            added: Arrival(stamp),
            details: details
        )
        entry.details.changed = details.isEmpty ? nil : stamp
        entries.append(entry)
        return entry.id
    }

    /// Changes an entry and stamps it; false where there is none.
    ///
    /// Another secret makes it another entry in the same place: the old one counts as removed.
    @discardableResult
    package mutating func change(
        _ id: EntryID,
        at now: Instant,
        on device: DeviceID,
        _ body: (inout Entry) -> Void
    ) -> Bool {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return false }
        let before = entries[index]
        body(&entries[index])
        if !entries[index].content.hasSameSecret(as: before.content) {
            tombstones[id] = tick(at: now, on: device)
            entries[index] = entries[index].named(.random())
            keepCopies(of: id, at: now, on: device)
        }
        let stamp = tick(at: now, on: device)
        entries[index].modified = stamp
        if !entries[index].details.saysTheSame(as: before.details) { entries[index].details.changed = stamp }
        return true
    }

    /// Gives an entry another issuer, another account, or both; nil leaves what it has.
    @discardableResult
    package mutating func rename(
        _ id: EntryID,
        issuer: String?,
        account: String?,
        at now: Instant,
        on device: DeviceID
    ) -> Bool {
        change(id, at: now, on: device) { entry in
            entry.issuer = issuer ?? entry.issuer
            entry.account = account ?? entry.account
        }
    }

    /// Removes an entry and remembers that it was removed; false where there is none.
    @discardableResult
    package mutating func remove(_ id: EntryID, at now: Instant, on device: DeviceID) -> Bool {
        var order = order
        guard let place = order.firstIndex(of: id) else { return false }
        entries.removeAll { $0.id == id }
        unreadable.removeAll { $0.id == id }
        if !unreadable.isEmpty {
            order.remove(at: place)
            arrange(order)
        }
        if place < placed { placed -= 1 }
        tombstones[id] = tick(at: now, on: device)
        keepCopies(of: id, at: now, on: device)
        return true
    }

    /// Whoever removes one of several secrets under an identifier has not removed the others.
    private mutating func keepCopies(of id: EntryID, at now: Instant, on device: DeviceID) {
        for index in entries.indices where entries[index].copyOf == id {
            entries[index].modified = tick(at: now, on: device)
        }
    }

    /// Moves an entry to a position among all of them, counted from 0; one beyond the end means the end.
    @discardableResult
    package mutating func move(_ id: EntryID, to position: Int, at now: Instant, on device: DeviceID) -> Bool {
        var order = order
        guard let place = order.firstIndex(of: id) else { return false }
        order.remove(at: place)
        order.insert(id, at: min(max(position, 0), order.count))
        setOrder(order, at: now, on: device)
        return true
    }

    /// Puts all entries in this order, which names each of them once, as the user's own.
    package mutating func setOrder(_ order: [EntryID], at now: Instant, on device: DeviceID) {
        arrange(order)
        placed = entryCount
        ordered = tick(at: now, on: device)
    }
}
