package import Entries
import Vault

/// What a person has chosen for the app, and for the app on this device.
package struct DeviceSettings: Sendable {
    let device: Device
}

extension DeviceSettings {
    /// The app's settings; those of a new app where there is no vault yet.
    package func read() throws -> Settings {
        guard device.store.holdsVault else { return Settings() }
        return try device.vault().contents().settings
    }

    /// Changes a setting by name: `language` of this device (`en`, `fr`, `auto`), `hide-codes` (`on`, `off`).
    package func set(_ name: String, to value: String) throws -> Settings {
        let now = device.now()
        // Looked at first: what is no setting makes no vault.
        let choose: @Sendable (inout VaultContents) -> Void =
            switch (name, value) {
            case ("language", "auto"): { $0.chooseLanguage(nil) }
            case ("language", _) where Catalogue.languages.contains(value): { $0.chooseLanguage(value) }
            case ("hide-codes", "on"): { $0.portable.settings.hidesCodes = true }
            case ("hide-codes", "off"): { $0.portable.settings.hidesCodes = false }
            default: throw Failure(.invalidSetting)
            }
        return try device.vaultOrNew().update { contents in
            choose(&contents)
            contents.portable.settings.modified = contents.portable.tick(at: now, on: contents.deviceBound.device)
            return contents.settings
        }
    }
}
