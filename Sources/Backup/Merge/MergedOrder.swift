import Entries

/// The order of merged entries.
///
/// The newer order decides for the entries that the user put in their places when it was made. All others stand behind
/// them as they were added, whichever device added them.
struct MergedOrder {
    /// The placed entries of the newer order: one list, or two where both contents follow the same order.
    private let placed: [[EntryID]]

    init(_ mine: PortableContents, _ theirs: PortableContents) {
        let newest = max(mine.ordered, theirs.ordered)
        placed = [mine, theirs].filter { $0.ordered == newest }.map { Array($0.order.prefix($0.placed)) }
    }

    /// Puts the entries in order.
    func apply(to contents: inout PortableContents) {
        var arrivals: [EntryID: Arrival] = [:]
        for entry in contents.unreadable { arrivals[entry.id] = Arrival(time: .min, counter: 0) }
        for entry in contents.entries { arrivals[entry.id] = entry.added ?? Arrival(time: .min, counter: 0) }
        var order = placed.map { $0.filter { arrivals[$0] != nil } }.max(by: Self.knowsLess) ?? []
        contents.placed = order.count
        for id in order { arrivals[id] = nil }
        order += arrivals.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { $0.key }
        contents.arrange(order)
    }

    /// One list of two of the same order lacks an entry only if that was removed in between and came back.
    private static func knowsLess(_ left: [EntryID], _ right: [EntryID]) -> Bool {
        guard left.count == right.count else { return left.count < right.count }
        return left.lexicographicallyPrecedes(right)
    }
}
