import Primitives

/// What bringing back an older version would change, by the identifiers of entries.
package struct VersionPlan: Sendable, Equatable {
    /// Entries that the version holds and that are not here.
    package let added: [EntryID]
    /// Entries that the version holds otherwise; empty unless exactly the version is to be here.
    package let changed: [EntryID]
    /// Entries that the version does not hold; empty unless exactly the version is to be here.
    package let removed: [EntryID]

    /// The way from what is here to a version; `kept` stays, whether the version holds it or not.
    package init(
        from present: PortableContents,
        to version: PortableContents,
        exactly: Bool,
        keeping kept: EntryID?
    ) {
        let here = Set(present.order)
        let known = Set(version.order)
        added = version.order.filter { !here.contains($0) }
        changed = exactly ? present.entriesHeldOtherwise(by: version) : []
        removed = exactly ? present.order.filter { !known.contains($0) && $0 != kept } : []
    }
}

extension PortableContents {
    /// The entries of the version that are here otherwise.
    fileprivate func entriesHeldOtherwise(by version: PortableContents) -> [EntryID] {
        var readable: [EntryID: Entry] = [:]
        for entry in entries { readable[entry.id] = entry }
        var opaque: [EntryID: SecretBytes] = [:]
        for entry in unreadable { opaque[entry.id] = entry.json }
        let changed = version.unreadable.filter { entry in opaque[entry.id].map { $0 != entry.json } ?? false }
        let others = version.entries.filter { entry in readable[entry.id].map { $0.isOther(than: entry) } ?? false }
        return others.map { $0.id } + changed.map { $0.id }
    }
}

extension Entry {
    fileprivate func isOther(than entry: Entry) -> Bool {
        issuer != entry.issuer || account != entry.account || content != entry.content
            || !details.saysTheSame(as: entry.details) || carried != entry.carried
    }
}
