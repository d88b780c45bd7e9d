package import HTTPTypes

/// The kinds of contact.
package enum ContactKind: String, Codable, Sendable, CaseIterable {
    /// An e-mail address.
    case email
    /// A phone number that takes text messages.
    case phone
}

/// Lists the contacts of the account: the addresses and numbers that codes and notices are sent to.
package enum ListContacts: Endpoint {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/contacts"
    package static let access = Access.limitedSession
    package typealias Request = Nothing

    /// The contacts, the oldest first.
    package struct Response: Codable, Sendable {
        package let contacts: [Contact]

        package init(contacts: [Contact]) {
            self.contacts = contacts
        }
    }

    /// One contact.
    package struct Contact: Codable, Sendable, Equatable {
        package let id: ContactID
        package let kind: ContactKind
        /// Enough to be recognised by its owner, such as `a•••@e•••.org` or `••• ••42`; never the whole.
        package let masked: String
        /// Whether a code sent there was typed; before that, nothing else is sent there.
        package let isVerified: Bool
        /// Milliseconds since 1970.
        package let added: Int64

        package init(id: ContactID, kind: ContactKind, masked: String, isVerified: Bool, added: Int64) {
            self.id = id
            self.kind = kind
            self.masked = masked
            self.isVerified = isVerified
            self.added = added
        }
    }
}

/// Adds a contact and sends a code to it; finishing the proof verifies it.
///
/// One that waits for its code already gets a new one, which needs no evidence.
package enum AddContact: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/contacts/add"
    package static let access = Access.session
    package static let sendsMessage = true

    package struct Request: Codable, Sendable {
        package let kind: ContactKind
        /// The e-mail address, or the phone number in international form (E.164).
        package let value: String
        /// The language of what is sent there.
        package let language: String

        package init(kind: ContactKind, value: String, language: String) {
            self.kind = kind
            self.value = value
            self.language = language
        }
    }

    package typealias Response = SentContactCode
}

/// Removes a contact; one that is not verified needs no evidence.
package enum RemoveContact: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/contacts/remove"
    package static let access = Access.session
    package static let sendsMessage = true

    package struct Request: Codable, Sendable {
        package let contact: ContactID

        package init(contact: ContactID) {
            self.contact = contact
        }
    }

    package typealias Response = Nothing
}

/// Sends a code to a contact of the account; an earlier code no longer works, unless it is wanted still.
package enum StartContactProof: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/contacts/proofs/start"
    package static let access = Access.limitedSession
    package static let sendsMessage = true

    package struct Request: Codable, Sendable {
        package let contact: ContactID
        /// The language of the message.
        package let language: String
        /// Whether a code of this session that can be typed still will do, so that no other is sent; false where missing.
        package let reuse: Bool?

        package init(contact: ContactID, language: String, reuse: Bool? = nil) {
            self.contact = contact
            self.language = language
            self.reuse = reuse
        }
    }

    package typealias Response = SentContactCode
}

/// Types the code that was sent: verifies a contact that is new; one that was verified before counts as evidence.
///
/// The finished proof makes one device credential in the same session, within ten minutes.
package enum FinishContactProof: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/contacts/proofs/finish"
    package static let access = Access.limitedSession

    package struct Request: Codable, Sendable {
        package let proof: ContactProofID
        /// Eight digits; spaces are allowed.
        package let code: String

        package init(proof: ContactProofID, code: String) {
            self.proof = proof
            self.code = code
        }
    }

    package typealias Response = Nothing
}

/// A code that is on its way.
package struct SentContactCode: Codable, Sendable {
    /// Where it was sent.
    package let contact: ContactID
    /// To be named with the code, in the same session.
    package let proof: ContactProofID
    /// The contact as ``ListContacts/Contact/masked`` shows it.
    package let masked: String
    /// When the code expires, milliseconds since 1970.
    package let expires: Int64
    /// When it was sent, milliseconds since 1970, where that was by an earlier call; nil where it was by this one.
    package let sent: Int64?

    package init(contact: ContactID, proof: ContactProofID, masked: String, expires: Int64, sent: Int64? = nil) {
        self.contact = contact
        self.proof = proof
        self.masked = masked
        self.expires = expires
        self.sent = sent
    }
}
