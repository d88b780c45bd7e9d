/// A numbered choice of the key stretching function; everything else is the same in every suite.
///
/// The device looks the number up in its own table: no parameter ever comes from the service.
package struct OPAQUESuite: Sendable {
    /// The number that records and wrapped keys carry.
    package let id: UInt16
    /// The function that stretches the password.
    package let keyStretching: any KeyStretchingFunction

    /// Makes a suite; only the three below are shipped.
    package init(id: UInt16, keyStretching: any KeyStretchingFunction) {
        self.id = id
        self.keyStretching = keyStretching
    }

    /// 64 MiB and three passes: the floor, for devices with little memory.
    package static let lowMemory = OPAQUESuite(
        id: 1,
        keyStretching: Argon2idStretching(memoryKiB: 64 * 1024, iterations: 3)
    )
    /// 256 MiB and three passes: the default.
    package static let standard = OPAQUESuite(
        id: 2,
        keyStretching: Argon2idStretching(memoryKiB: 256 * 1024, iterations: 3)
    )
    /// 1 GiB and four passes, for a desktop whose owner asks for it.
    package static let highMemory = OPAQUESuite(
        id: 3,
        keyStretching: Argon2idStretching(memoryKiB: 1024 * 1024, iterations: 4)
    )

    /// Returns the shipped suite with a number, or nothing.
    package static func shipped(id: UInt16) -> OPAQUESuite? {
        [lowMemory, standard, highMemory].first { $0.id == id }
    }

    /// Returns the context string that binds a run to an application and to this suite.
    package func context(_ application: [UInt8]) -> [UInt8] {
        application + bigEndian(id)
    }
}
