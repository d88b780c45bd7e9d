package import Vault

extension DeviceApp {
    /// The app's settings; those of a new app where there is no vault yet.
    package func settings() async throws -> Settings {
        guard UnlockedVault.exists(at: home) else { return Settings() }
        return try await vault().contents().portable.settings
    }

    /// Changes a setting by name: `language` (`en`, `fr`, `auto`), `hide-codes` (`on`, `off`).
    package func set(_ name: String, to value: String) async throws -> Settings {
        let now = now()
        return try await vaultOrNew().update { contents in
            var settings = contents.portable.settings
            switch (name, value) {
            case ("language", "auto"): settings.language = nil
            case ("language", _) where Catalogue.languages.contains(value): settings.language = value
            case ("hide-codes", "on"): settings.hidesCodes = true
            case ("hide-codes", "off"): settings.hidesCodes = false
            default: throw Failure(.invalidSetting)
            }
            settings.modified = contents.portable.tick(at: now, on: contents.deviceBound.device)
            contents.portable.settings = settings
            return settings
        }
    }
}
