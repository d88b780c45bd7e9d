/// The devices that an account removed because they had shown nothing but a secret that was replaced.
package struct RemovedDevices: Sendable {
    /// What was replaced.
    package enum Secret: String, Sendable {
        /// The password.
        case password
        /// The recovery code.
        case recoveryCode
        /// Both.
        case both
    }

    let secret: Secret
    /// Their names.
    package let names: [String]

    /// Devices by their names; with the old secret they went.
    package init(with secret: Secret, _ names: [String]) {
        self.secret = secret
        self.names = names
    }
}

extension Catalogue {
    /// What is said of the devices that went with an old secret: a sentence; nil where none did.
    package func removedDevices(_ removed: RemovedDevices) -> String? {
        let names = removed.names
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(Self.namedDevices).map { quoted($0) } + (names.count > Self.namedDevices ? ["…"] : [])
        return text(
            "account.devicesRemoved.\(removed.secret.rawValue)",
            ["n": String(names.count), "devices": shown.joined(separator: ", ")]
        )
    }

    /// How many of the devices are named: someone who knew the old secret may have added and named them.
    private static let namedDevices = 5
}
