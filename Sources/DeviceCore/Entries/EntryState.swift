import OneTimePassword
package import Vault

/// Whether an entry can be used on this device.
package enum EntryState: String, Sendable, Codable {
    /// It shows codes.
    case ready
    /// A personal account that this device has no secret for: sign in to recover.
    case needsSignIn
    /// A work account that this device has no secret for: scan a QR code to recover.
    case needsQRCode
    /// The service no longer knows the account or this device.
    case removedAtService
}

extension VaultContents {
    /// The entry's state on this device.
    ///
    /// A personal or work entry is ready once a proof has given the device a secret.
    package func state(of entry: Entry) -> EntryState {
        switch entry.content {
        case .thirdParty: .ready
        case .personal: deviceBound.codes[entry.id] == nil ? .needsSignIn : .ready
        case .work: deviceBound.codes[entry.id] == nil ? .needsQRCode : .ready
        }
    }

    /// What the entry's codes are made of on this device; nil while it is not ready.
    package func oneTimeSecret(of entry: Entry) -> OneTimeSecret? {
        switch entry.content {
        case .thirdParty(let secret): secret
        case .personal, .work: deviceBound.codes[entry.id]?.oneTime
        }
    }

    /// How many entries are not ready.
    package var notReady: Int {
        portable.entries.count { state(of: $0) != .ready }
    }
}

extension OTPParameters {
    /// The codes of a personal account: eight digits.
    static var personal: OTPParameters {
        get throws { try OTPParameters(digits: 8) }
    }
}
