import Entries
package import OneTimePassword
import Vault

/// An account as another device takes it in.
package struct EntryTransfer: Sendable {
    /// The account.
    package let listing: EntryListing
    /// All that makes its codes: whoever has it makes them too.
    package let uri: OTPAuthURI
}

extension VaultEntries {
    /// Gives a third-party entry away, to be shown as a QR code.
    ///
    /// The passphrase is asked for even if it was given a moment ago: who finds the device unlocked should not get
    /// the secret as easily as a code.
    package func transfer(of name: String) throws -> EntryTransfer {
        let contents = try device.vaultAskingAgain().contents()
        let entry = try contents.entry(named: name)
        guard case .thirdParty(let secret) = entry.content else { throw Failure(.secretOfThisDevice) }
        let uri = OTPAuthURI(
            issuer: entry.issuer,
            account: entry.account,
            secret: secret.secret,
            parameters: secret.parameters
        )
        return EntryTransfer(listing: try contents.listing(of: entry.id), uri: uri)
    }
}
