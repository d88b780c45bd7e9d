package import OPAQUE
package import Sealed

/// The costs that the device accepts and uses; tests put cheaper ones in their place.
package struct SecurityProfile: Sendable {
    /// The OPAQUE suites that this device accepts, by number.
    package let suite: @Sendable (UInt16) -> OPAQUESuite?
    /// The suite of new credentials.
    package let newSuite: OPAQUESuite
    /// What a passphrase of the vault is stretched with.
    package let passphraseCost: PassphraseCost

    /// A profile with all its parts.
    package init(
        suite: @escaping @Sendable (UInt16) -> OPAQUESuite?,
        newSuite: OPAQUESuite,
        passphraseCost: PassphraseCost
    ) {
        self.suite = suite
        self.newSuite = newSuite
        self.passphraseCost = passphraseCost
    }

    /// What is shipped.
    package static let standard = SecurityProfile(
        suite: { OPAQUESuite.shipped(id: $0) },
        newSuite: .standard,
        passphraseCost: .standard
    )

    #if DEBUG
        /// The shipped suites by their numbers, with the least stretching there is: for tests that are not about its cost.
        ///
        /// No release build has it.
        package static let cheap = SecurityProfile(
            suite: { OPAQUESuite.shipped(id: $0).map(cheap(_:)) },
            newSuite: cheap(.standard),
            passphraseCost: .standard
        )

        private static func cheap(_ suite: OPAQUESuite) -> OPAQUESuite {
            OPAQUESuite(id: suite.id, keyStretching: Argon2idStretching(memoryKiB: 8, iterations: 1))
        }
    #endif
}
