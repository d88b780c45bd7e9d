import Encodings
package import Entries
import OneTimePassword
package import Vault

/// Whether an entry can be used on this device.
package enum EntryState: String, Sendable, Codable {
    /// It shows codes and, where the account has them, answers sign-in requests.
    case ready
    /// A personal account that this device is not signed in to, or has no credential for where the account answers sign-in
    /// requests: sign in to recover.
    case needsSignIn
    /// A work account that this device has no secret for: scan a QR code to recover.
    case needsQRCode
    /// Another device has removed this one from the account, which can be taken back.
    case suspended
    /// The service no longer knows the account or this device.
    case removedAtService
    /// A newer version of the app made it: it is kept and backed up as it is, and this version can do no more with it.
    case unreadable

    /// Whether a person can make it ready by proving more on this device.
    package var needsVerification: Bool { ![.ready, .unreadable, .suspended].contains(self) }
}

extension VaultContents {
    /// The entry's state on this device, as far as is known here: its service may have removed the device since it was asked
    /// last.
    ///
    /// A personal or work entry is ready once a proof has given the device a secret and, for sign-in requests, a
    /// credential.
    package func state(of entry: Entry) -> EntryState {
        if deviceBound.removedAtService.contains(entry.id) { return .removedAtService }
        if deviceBound.suspended.contains(entry.id) { return .suspended }
        let hasCode = deviceBound.codes[entry.id] != nil
        let hasCredential = deviceBound.credentials[entry.id]?.isConfirmed == true
        return switch entry.content {
        case .thirdParty: .ready
        case .personal(let account):
            hasCode && !isSignedOut(entry) && (hasCredential || !account.approves) ? .ready : .needsSignIn
        case .work: hasCode && hasCredential ? .ready : .needsQRCode
        }
    }

    /// Why the entry's account accepts nothing of this device any more; nil where it does, as far as is known here.
    func removal(from entry: Entry) -> Failure? {
        switch state(of: entry) {
        case .suspended: suspension(in: entry)
        case .removedAtService: unknownDevice(in: entry)
        case .ready, .needsSignIn, .needsQRCode, .unreadable: nil
        }
    }

    /// Whether this device answers the sign-in requests of an account, as far as is known here.
    package func answers(_ entry: String) -> Bool {
        guard let entry = portable.entries.first(where: { $0.id.rawValue == entry }), removal(from: entry) == nil
        else { return false }
        return deviceBound.credentials[entry.id]?.isConfirmed == true
    }

    /// Why this device no longer gets the sign-in requests of an account; nil where nothing tells that it ever did.
    func lostRequests(of entry: Entry) -> Failure? {
        removal(from: entry) ?? (state(of: entry) == .needsSignIn && isSignedOut(entry) ? sessionEnded(in: entry) : nil)
    }

    /// Whether this device was signed in to a personal account, and its session is over.
    func isSignedOut(_ entry: Entry) -> Bool {
        entry.kind == .personal && deviceBound.codes[entry.id] != nil && deviceBound.sessions[entry.id] == nil
    }

    /// What the entry's codes are made of on this device; nil while it is not ready, and where the account accepts none of
    /// this device any more.
    package func oneTimeSecret(of entry: Entry) -> OneTimeSecret? {
        guard removal(from: entry) == nil else { return nil }
        return switch entry.content {
        case .thirdParty(let secret): secret
        case .personal, .work: deviceBound.codes[entry.id]?.oneTime
        }
    }
}

extension OTPParameters {
    /// The codes of a personal account: eight digits.
    static var personal: OTPParameters {
        get throws { try OTPParameters(digits: 8) }
    }
}
