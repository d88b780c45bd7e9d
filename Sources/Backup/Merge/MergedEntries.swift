import Encodings
import Entries
import Primitives

/// The entries of several contents, with the newest version of each secret under each identifier.
struct MergedEntries {
    let tombstones: [EntryID: Stamp]
    /// The living secrets under each identifier; nearly always one.
    private var secrets: [EntryID: [MergedSecret]] = [:]
    private var unreadable: [EntryID: UnreadableEntry] = [:]

    init(tombstones: [EntryID: Stamp]) {
        self.tombstones = tombstones
    }

    /// Takes in what is newer than its tombstone and newer than what is here.
    mutating func join(_ contents: PortableContents) {
        secrets.reserveCapacity(contents.entries.count)
        for entry in contents.entries {
            let secret = MergedSecret(entry)
            guard isAlive(secret) else { continue }
            let index = secrets[secret.root]?.firstIndex { $0.entry.content.hasSameSecret(as: entry.content) }
            if let index {
                secrets[secret.root]?[index].join(secret)
            } else {
                secrets[secret.root, default: []].append(secret)
            }
        }
        for entry in contents.unreadable where isNewer(entry.modified, than: entry.id) {
            unreadable[entry.id] = unreadable[entry.id]?.joined(with: entry) ?? entry
        }
    }

    /// All entries, each under an identifier of its own: the newest secret keeps the one that several have.
    func named() -> ([Entry], [UnreadableEntry]) {
        var entries: [Entry] = []
        for (root, found) in secrets {
            // What cannot be read cannot be renamed either.
            var isTaken = unreadable[root] != nil
            for secret in found.sorted(by: { $0.precedes($1) }) {
                entries.append(secret.named(isTaken ? secret.copy : root))
                isTaken = true
            }
        }
        return (entries, Array(unreadable.values))
    }

    /// The entries of `before` that are not here and that no later tombstone explains.
    func missing(_ before: PortableContents) -> [EntryID] {
        let entries = before.entries.filter { entry in
            let secret = MergedSecret(entry)
            let isHere = secrets[secret.root]?.contains { $0.entry.content.hasSameSecret(as: entry.content) } ?? false
            return !isHere && unreadable[entry.id] == nil && isAlive(secret)
        }
        let opaque = before.unreadable.filter { entry in
            unreadable[entry.id] == nil && secrets[entry.id] == nil && isNewer(entry.modified, than: entry.id)
        }
        return entries.map { $0.id } + opaque.map { $0.id }
    }

    private func isAlive(_ secret: MergedSecret) -> Bool {
        guard !tombstones.isEmpty else { return true }
        return isNewer(secret.entry.modified, than: secret.root)
            && isNewer(secret.entry.modified, than: secret.copy)
    }

    private func isNewer(_ stamp: Stamp, than id: EntryID) -> Bool {
        guard let removed = tombstones[id] else { return true }
        return stamp > removed
    }
}

/// One secret under one identifier.
struct MergedSecret {
    /// The identifier that the secret was added under.
    let root: EntryID
    private(set) var entry: Entry

    init(_ entry: Entry) {
        root = entry.copyOf ?? entry.id
        self.entry = entry
    }

    /// The identifier that the secret gets where another one keeps ``root``: the same on every device.
    var copy: EntryID {
        let label = Array("sparekey-merge/v1 copy".utf8) + root.bytes
        let key = entry.content.secretIdentity
        return EntryID(unchecked: Hex.encode(HMAC<SHA256>.authenticationCode(for: label, using: key).prefix(16)))
    }

    /// Keeps the newer version, the greater counter and the earlier arrival.
    mutating func join(_ other: MergedSecret) {
        entry = entry.joined(with: other.entry)
    }

    /// Whether this one keeps the identifier that both have.
    func precedes(_ other: MergedSecret) -> Bool {
        (entry.modified, copy) > (other.entry.modified, other.copy)
    }

    /// The entry under the identifier that it gets.
    func named(_ id: EntryID) -> Entry {
        entry.named(id, copyOf: id == root ? nil : root)
    }
}
