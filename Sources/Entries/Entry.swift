// Entries is what a person keeps: entries, their order and settings, how they are found, changed and told apart.
// It may not know a format, a file, the network or a secret of the device alone; callers pass the time. It is portable.

package import OneTimePassword
package import Primitives

/// One stored account in the app; screens say "account".
package struct Entry: Sendable, Equatable, Identifiable {
    /// The entry's name for its whole life, on every device.
    package private(set) var id: EntryID
    /// The site or organisation.
    package var issuer: String
    /// The user's name there.
    package var account: String
    /// What kind of account it is, with what that kind needs.
    package var content: Content
    /// When the entry was last changed.
    package var modified: Stamp
    /// When the entry was added, which decides its place in an order that does not know it.
    package var added: Arrival?
    /// For a copy that a merge made of another secret under one identifier: that identifier.
    package var copyOf: EntryID?
    /// What the person says of it beside its names.
    package var details: EntryDetails
    /// What only a newer version of the app knows of it.
    package var carried: [CarriedMember]

    /// What the three kinds of entry hold.
    ///
    /// None holds a device's own secret: that is device-bound.
    package enum Content: Sendable, Equatable {
        /// A one-time password of any other site.
        case thirdParty(OneTimeSecret)
        /// An account at an account service, opened with a password.
        case personal(PersonalAccount)
        /// A member of an organisation.
        case work(WorkAccount)
    }

    /// The three kinds by name, as they are stored and shown under `--json`.
    package enum Kind: String, Sendable {
        case personal
        case work
        case thirdParty = "third-party"
    }

    /// An entry with all its parts.
    package init(
        id: EntryID = .random(),
        issuer: String,
        account: String,
        content: Content,
        modified: Stamp,
        added: Arrival? = nil,
        copyOf: EntryID? = nil,
        details: EntryDetails = EntryDetails(),
        carried: [CarriedMember] = []
    ) {
        self.id = id
        self.issuer = issuer
        self.account = account
        self.content = content
        self.modified = modified
        self.added = added
        self.copyOf = copyOf
        self.details = details
        self.carried = carried
    }

    /// The same entry under another identifier, as a copy of what `copyOf` names or as no copy.
    package func named(_ id: EntryID, copyOf: EntryID? = nil) -> Entry {
        var entry = self
        entry.id = id
        entry.copyOf = copyOf
        return entry
    }

    /// Which of the three kinds this is.
    package var kind: Kind {
        switch content {
        case .thirdParty: .thirdParty
        case .personal: .personal
        case .work: .work
        }
    }

    /// The account service of a personal or work entry.
    package var service: String? {
        switch content {
        case .personal(let account): account.service
        case .work(let account): account.service
        case .thirdParty: nil
        }
    }
}

/// A shared secret and how it becomes codes.
package struct OneTimeSecret: Sendable, Equatable {
    /// The key shared with the verifier.
    package let secret: SecretBytes
    /// Type, digits, period, algorithm and counter.
    package var parameters: OTPParameters

    /// A secret with its parameters.
    package init(secret: SecretBytes, parameters: OTPParameters) {
        self.secret = secret
        self.parameters = parameters
    }
}

/// An account at an account service.
package struct PersonalAccount: Sendable, Hashable {
    /// The service's address, as the user gave it.
    package let service: String
    /// The user name at the service.
    package let username: String
    /// Whether the account's devices answer sign-in requests: a device without a credential is then not ready.
    package var approves: Bool

    /// An account at a service.
    package init(service: String, username: String, approves: Bool = false) {
        self.service = service
        self.username = username
        self.approves = approves
    }
}

/// A member of an organisation at an account service.
package struct WorkAccount: Sendable, Hashable {
    /// The service's address, as the enrollment code carried it.
    package let service: String
    /// The organisation's identifier there.
    package let organization: String
    /// The member's name in the organisation.
    package let member: String

    /// A member of an organisation.
    package init(service: String, organization: String, member: String) {
        self.service = service
        self.organization = organization
        self.member = member
    }
}
