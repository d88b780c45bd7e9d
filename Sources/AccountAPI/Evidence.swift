/// What shows the service that a person may decide over an account.
package enum EvidenceKind: String, Codable, Sendable, CaseIterable {
    /// The password, by a finished sign-in.
    case password
    /// The recovery code, likewise.
    case recoveryCode = "recovery-code"
    /// A code that a verified contact received.
    case contact
    /// A settled device: its own proof at a sign-in, or its approval with the number that was shown.
    case device
}

/// What a guarded act still asks for, with ``ProblemCode/evidenceNeeded``.
package struct EvidenceNeed: Codable, Sendable, Hashable {
    /// The kinds that count now.
    package let shown: [EvidenceKind]
    /// The other kinds that the account could show now.
    package let possible: [EvidenceKind]
    /// When the device settles if nothing more is shown, milliseconds since 1970; nil where it is settled.
    package let settles: Int64?
    /// The possible kinds that would be refused now, with the end of that; nil where none is.
    package let waits: [EvidenceWait]?

    package init(
        shown: [EvidenceKind],
        possible: [EvidenceKind],
        settles: Int64?,
        waits: [EvidenceWait]? = nil
    ) {
        self.shown = shown
        self.possible = possible
        self.settles = settles
        self.waits = waits
    }
}

/// A kind of evidence that the account could show, but not yet.
package struct EvidenceWait: Codable, Sendable, Hashable {
    /// The kind.
    package let kind: EvidenceKind
    /// From when on it is taken again, milliseconds since 1970.
    package let until: Int64

    package init(kind: EvidenceKind, until: Int64) {
        self.kind = kind
        self.until = until
    }
}

/// How the account sees the device that asks.
package struct DeviceStanding: Codable, Sendable, Hashable {
    /// What was shown, and what could be.
    package let evidence: EvidenceNeed
    /// From when on its codes count, milliseconds since 1970; nil where they count now.
    package let codesCountFrom: Int64?

    package init(evidence: EvidenceNeed, codesCountFrom: Int64?) {
        self.evidence = evidence
        self.codesCountFrom = codesCountFrom
    }

    /// Whether it is settled.
    package var isSettled: Bool { evidence.settles == nil }
}
