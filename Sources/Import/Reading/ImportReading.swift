import Encodings
package import OneTimePassword
package import Primitives

/// What a file holds: the accounts that can be taken over, and why others cannot.
package struct ImportReading: Sendable {
    /// The accounts, in the file's order.
    package private(set) var candidates: [ImportCandidate] = []
    /// The others, in the file's order.
    package private(set) var leftOut: [LeftOut] = []

    /// An account that cannot be taken over.
    package struct LeftOut: Sendable, Equatable {
        /// Where it stands.
        package let place: ImportPlace
        /// Why it is left out.
        package let reason: LeftOutReason

        /// What stands at a place, and why it is left out.
        package init(place: ImportPlace, reason: LeftOutReason) {
            (self.place, self.reason) = (place, reason)
        }
    }

    /// Adds the account that `entry` makes, or why it is left out.
    mutating func add(_ place: ImportPlace, _ entry: () throws(LeftOutReason) -> ForeignEntry) {
        do throws(LeftOutReason) {
            candidates.append(try entry().candidate(at: place))
        } catch {
            leaveOut(place, error)
        }
    }

    /// Notes that what stands at a place is left out.
    mutating func leaveOut(_ place: ImportPlace, _ reason: LeftOutReason) {
        leftOut.append(LeftOut(place: place, reason: reason))
    }
}

/// Where something stands in a file.
package enum ImportPlace: Sendable, Equatable {
    /// A line of a text, from 1.
    case line(Int)
    /// Members and elements of a document, for example `db.entries[3]`.
    case path(String)
    /// One of the parts that an export comes in, from 1.
    case part(Int, of: Int)
}

/// An account as another app tells of it.
package struct ImportCandidate: Sendable, Equatable {
    /// The site or organisation, or the empty text.
    package var issuer: String
    /// The name of the account there, or the empty text.
    package var account: String
    /// The secret that is shared with the site.
    package let secret: SecretBytes
    /// How the secret becomes codes.
    package let parameters: OTPParameters
    /// The groups that it is in.
    package let tags: [String]
    /// What the person wrote about it.
    package let note: String
    /// Whether it is marked as a favourite.
    package let isFavourite: Bool
    /// Whether the text of the secret had an unusual length, so that left-over bits were dropped.
    package let hasIrregularSecret: Bool
    /// Where it stands in the file.
    package let place: ImportPlace
}

/// Why an account of a file is left out.
package enum LeftOutReason: String, Error, Sendable, CaseIterable {
    /// It makes codes in a way that this app does not know, or none at all.
    case unknownType = "unknown-type"
    /// It has no secret: a login without codes, a card, a note.
    case noSecret = "no-secret"
    /// The secret holds characters that no secret has, or is too long.
    case badSecret = "bad-secret"
    /// Codes have fewer than 4 or more than 10 digits.
    case badDigits = "bad-digits"
    /// The period is not 1 to 86,400 seconds.
    case badPeriod = "bad-period"
    /// The counter is not a whole number from 0 on.
    case badCounter = "bad-counter"
    /// The hash function is none of SHA-1, SHA-256 and SHA-512.
    case unknownAlgorithm = "unknown-algorithm"
    /// It is in the other app's trash.
    case inTrash = "in-trash"
    /// It is not an `otpauth` address.
    case notAnAddress = "not-an-address"
    /// The entry itself is not read: members are missing or of another kind.
    case damaged = "damaged"
    /// This part of the export was not among what was given.
    case missingPart = "missing-part"
}
