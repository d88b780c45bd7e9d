/// What a device does, by use case. Each is in the folder of its feature, and calls the others through its device.
extension Device {
    /// Personal accounts: making one, signing in, its devices, letters and recovery code, and its end; ends a recovery by
    /// the code on paper.
    package var accounts: Accounts { Accounts(device: self) }
    /// What a person keeps: adding it, finding, ordering and naming it, removing it, giving it away.
    package var entries: VaultEntries { VaultEntries(device: self) }
    /// The codes of those entries.
    package var codes: Codes { Codes(device: self) }
    /// What a person has chosen for the app.
    package var settings: DeviceSettings { DeviceSettings(device: self) }
    /// The backup: turning it on, making, verifying and restoring it, its key and its storage.
    package var backups: Backups { Backups(device: self) }
    /// Bringing back the entries of a lost device, and taking an account back from whoever has taken it.
    package var recovery: Recovery { Recovery(device: self) }
    /// Sign-in requests and notices, what makes this device answer for an account, and *sign in to recover*.
    package var approvals: Approvals { Approvals(device: self) }
    /// The contacts of an account.
    package var contacts: Contacts { Contacts(device: self) }
    /// Becoming a device of an organisation's member.
    package var enrollment: Enrollment { Enrollment(device: self) }
    /// What guarded acts ask for, and how an account sees this device.
    package var evidence: Evidence { Evidence(device: self) }
    /// The diagnosis.
    package var doctor: Doctor { Doctor(device: self) }
}
