/// How a device was removed from an account, as the service tells that device or whoever signs in as it.
package struct DeviceRemoval: Codable, Sendable, Hashable {
    /// What has removed it.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Another device of the account.
        case device
        /// Someone signed in without a device, for example in a browser.
        case noDevice = "no-device"
        /// A new password or recovery code: the device had shown nothing but the old one.
        case oldSecret = "old-secret"
        /// A newer device, which took its place among those that are not settled.
        case noPlace = "no-place"
        /// An older device, which took the account back.
        case takenBack = "taken-back"
        /// The administrator of an organisation.
        case administrator
    }

    package let kind: Kind
    /// Milliseconds since 1970.
    package let at: Int64
    /// The name of the device that did it; nil where none did, or the one that is told has never seen it in its list.
    package let by: String?

    package init(kind: Kind, at: Int64, by: String?) {
        self.kind = kind
        self.at = at
        self.by = by
    }
}
