package import OneTimePassword
import Primitives

/// The third-party accounts that are here by their names, so that many can be added without comparing each with all.
///
/// It tells them apart as ``PortableContents/duplicate(of:issuer:account:)`` does.
package struct KnownAccounts: Sendable {
    private var accounts: [[String]: [(secret: SecretBytes, id: EntryID)]] = [:]

    /// The accounts among these entries.
    package init(_ entries: [Entry]) {
        for entry in entries {
            guard case .thirdParty(let secret) = entry.content else { continue }
            accounts[[entry.issuer, entry.account], default: []].append((secret.secret, entry.id))
        }
    }

    /// The account that stands for the same already, if there is one.
    package func duplicate(of uri: OTPAuthURI) -> EntryID? {
        accounts[[uri.issuer, uri.account]]?.first { $0.secret == uri.secret }?.id
    }

    /// Whether an account here has the same names, whatever its secret is.
    package func hasName(of uri: OTPAuthURI) -> Bool {
        accounts[[uri.issuer, uri.account]] != nil
    }

    /// Adds an account that was added here.
    package mutating func add(_ uri: OTPAuthURI, _ id: EntryID) {
        accounts[[uri.issuer, uri.account], default: []].append((uri.secret, id))
    }
}
