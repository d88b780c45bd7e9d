package import Encodings

/// Which snapshots stay in the storage: the newest 20, one a day for 30 days, and one for each twelfth of a year.
package enum Retention {
    /// So many of the newest stay, whatever any clock says.
    package static let newest = 20
    /// The storage is not looked through before it holds more than this.
    package static let worthPruning = 25

    private static let day: Int64 = 24 * 3600 * 1000
    private static let month = 365 * day / 12

    /// The generations that may go.
    ///
    /// Neither the last verified one nor anything newer is ever among them. Times decide only between older ones: they
    /// come from the clocks of devices, which may be wrong.
    package static func expendable(
        _ versions: [(generation: UInt64, made: Instant)],
        newestVerified: UInt64,
        now: Instant
    ) -> [UInt64] {
        let made = Dictionary(versions.map { ($0.generation, $0.made.milliseconds) }, joining: { max($0, $1) })
        let generations = made.keys.filter { $0 <= newestVerified }.sorted(by: >)
        guard generations.first == newestVerified, let newestMade = made[newestVerified] else { return [] }
        // A clock that jumped ahead must not make all others look old.
        let today = min(now.milliseconds, newestMade)
        var taken: Set<Slot> = []
        var expendable: [UInt64] = []
        for (rank, generation) in generations.enumerated() {
            let time = made[generation] ?? .min
            let isDaily = time > saturating(today, minus: 30 * day) && taken.insert(.day(time / day)).inserted
            let isMonthly = time > saturating(today, minus: 12 * month) && taken.insert(.month(time / month)).inserted
            if rank >= newest && !isDaily && !isMonthly { expendable.append(generation) }
        }
        return expendable
    }

    private static func saturating(_ time: Int64, minus span: Int64) -> Int64 {
        let (result, overflow) = time.subtractingReportingOverflow(span)
        return overflow ? .min : result
    }

    /// A span of time for which one snapshot stays: the newest of it.
    private enum Slot: Hashable {
        case day(Int64)
        case month(Int64)
    }
}
