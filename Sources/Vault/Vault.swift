// Vault is what a device keeps, encrypted: what only the device may know, how all of it is opened and changed, and the
// store that it is kept in. It may not touch the network, and nothing but its own codec may serialise device-bound
// contents.

package import Entries
import Primitives

/// Everything that a vault holds.
package struct VaultContents: Sendable {
    /// What a snapshot may hold as well.
    package var portable: PortableContents
    /// What never leaves the device.
    package var deviceBound: DeviceBoundContents

    /// Both halves.
    package init(portable: PortableContents, deviceBound: DeviceBoundContents) {
        self.portable = portable
        self.deviceBound = deviceBound
    }

    /// The contents of a new vault on a new device.
    package init(deviceName: String) {
        let device = DeviceID.random()
        portable = PortableContents(device: device)
        deviceBound = DeviceBoundContents(device: device, deviceName: deviceName)
    }

    /// The settings as they count on this device: its language is its own once it was chosen here.
    package var settings: Settings {
        var settings = portable.settings
        if let language = deviceBound.language { settings.language = language == Self.systemLanguage ? nil : language }
        return settings
    }

    /// Chooses this device's language, nil for the system's; it goes into the backup, for the device that replaces this one.
    package mutating func chooseLanguage(_ language: String?) {
        deviceBound.language = language ?? Self.systemLanguage
        portable.settings.language = language
    }

    /// Makes the language this device's own, before another device's settings take the place of these.
    package mutating func keepLanguage() {
        guard deviceBound.language == nil else { return }
        deviceBound.language = portable.settings.language ?? Self.systemLanguage
    }

    private static let systemLanguage = "auto"
}
