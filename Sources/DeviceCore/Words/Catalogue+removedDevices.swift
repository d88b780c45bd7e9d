extension Catalogue {
    /// What is said of the devices that went with an old password: a sentence; nil where none did.
    package func removedDevices(_ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(Self.namedDevices).map { quoted($0) } + (names.count > Self.namedDevices ? ["…"] : [])
        return text("account.devicesRemoved", ["n": String(names.count), "devices": shown.joined(separator: ", ")])
    }

    /// How many of the devices are named: someone who knew the password may have added and named them.
    private static let namedDevices = 5
}
