// Vault is the encrypted store on the device: the model of entries, the vault file and the actor that changes it.
// It may not touch the network, and nothing but its own codec may serialise device-bound contents.

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

/// Why a vault was not opened, read or written.
package enum VaultError: Error, Sendable, Equatable {
    /// There is no vault in this folder.
    case missing
    /// There is a vault, or the previous copy of one, in this folder already.
    case exists
    /// The file is damaged or gone; the previous copy may open.
    case damaged
    /// A newer version of the app wrote the file.
    case unsupportedVersion(Int)
    /// The file uses algorithms that this version of the app does not know.
    case unsupportedSuite(Int)
    /// The contents follow a schema that this version of the app does not know.
    case unsupportedSchema(Int)
    /// No way to unlock the vault is known to this version of the app.
    case unsupportedKeyslots
    /// The passphrase is not the vault's.
    case wrongPassphrase
    /// The vault opens with a passphrase only.
    case passphraseNeeded
    /// The vault has no passphrase; it opens with its key file.
    case passphraseNotSet
    /// The key file beside the vault is gone.
    case keyFileMissing
    /// Other users of the computer may read the key file.
    case keyFileExposed
    /// The key file beside the vault is not the vault's own.
    case wrongKeyFile
    /// The vault has another master key than the one at hand: it must be unlocked again.
    case keyChanged
    /// Another process kept the vault locked for too long.
    case busy
    /// The contents exceed what a vault may hold.
    case tooLarge
    /// The computer has not enough free memory to try the passphrase.
    case outOfMemory
    /// The disk is full; the vault is as it was before.
    case diskFull
    /// A file could not be read; the system's error number says why.
    case cannotRead(Int32)
    /// A file could not be written, and the vault is as it was before; the system's error number says why.
    case cannotWrite(Int32)
}
