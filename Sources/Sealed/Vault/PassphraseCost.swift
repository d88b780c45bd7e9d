/// What trying a passphrase costs (Argon2id with one lane).
package struct PassphraseCost: Sendable, Hashable {
    /// The memory in KiB.
    package let memoryKiB: Int
    /// How often the memory is filled.
    package let iterations: Int

    /// The least cost that is accepted: the second recommended option of RFC 9106, but one lane.
    package static let floor = PassphraseCost(memoryKiB: 64 * 1024, iterations: 3)
    /// The greatest cost that is accepted, so that a damaged or planted file cannot exhaust the computer.
    package static let ceiling = PassphraseCost(memoryKiB: 1024 * 1024, iterations: 16)
    /// The cost of a new passphrase.
    ///
    /// It is the floor, a quarter of a second, because it is paid at every unlocking, and whoever has the vault but not
    /// the passphrase has broken into the device already. A backup is not protected by this passphrase.
    package static let standard = floor

    /// A cost; whether it is accepted shows when it is used.
    package init(memoryKiB: Int, iterations: Int) {
        self.memoryKiB = memoryKiB
        self.iterations = iterations
    }

    /// What it amounts to, in filled KiB, or the greatest number where that is more.
    package var work: Int {
        let (work, isMore) = memoryKiB.multipliedReportingOverflow(by: iterations)
        return isMore ? .max : work
    }

    func isAllowed(from floor: PassphraseCost) -> Bool {
        (floor.memoryKiB...max(floor.memoryKiB, Self.ceiling.memoryKiB)).contains(memoryKiB)
            && (floor.iterations...max(floor.iterations, Self.ceiling.iterations)).contains(iterations)
    }
}
