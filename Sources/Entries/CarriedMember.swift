package import Primitives

/// Something that a newer version of the app says of an entry: it is kept with the entry as it was stored.
package struct CarriedMember: Sendable, Equatable {
    /// What the newer version calls it.
    package let name: String
    /// Its value as it was stored, in UTF-8.
    package let json: SecretBytes

    /// A member as it was stored.
    package init(name: String, json: SecretBytes) {
        self.name = name
        self.json = json
    }
}

extension [CarriedMember] {
    /// Decides between two that were stored with one stamp, which only a faulty device makes: the one that has more.
    func precede(_ others: [CarriedMember]) -> Bool {
        guard count == others.count else { return count < others.count }
        for (mine, other) in zip(self, others) where mine != other {
            guard mine.name == other.name else { return mine.name < other.name }
            var (own, theirs) = (mine.json.exposedBytes(), other.json.exposedBytes())
            defer {
                wipe(&own)
                wipe(&theirs)
            }
            return own.lexicographicallyPrecedes(theirs)
        }
        return false
    }
}
