package import AccountAPI
package import Encodings

/// What a person is asked who takes an account back.
package struct TakingBackQuestions: Sendable {
    /// Asks for the password or the recovery code that the account had before.
    let secret: @Sendable (_ username: String) throws -> RecoverySecret
    /// Shows what would be undone, and asks whether to go on.
    let confirm: @Sendable (TakingBackOffer) throws -> Bool
    /// Asks which of several more proofs of before to give.
    let choose: @Sendable ([EvidenceKind]) throws -> EvidenceKind
    /// Asks for the other secret of before.
    let more: @Sendable (EvidenceKind, _ username: String) throws -> RecoverySecret
    /// The contact of before that gets a code if one is needed; nil where that is asked.
    let contact: String?
    /// Asks for codes that are sent to contacts of before.
    let contacts: ContactQuestions
    /// Asks for the password that the account gets.
    let newPassword: @Sendable (_ username: String) throws -> Password
    /// Shows that password where it was made here, once the service would take it.
    let show: @Sendable () throws -> Void

    /// Takes the questions; each throws where nobody can be asked.
    package init(
        contact: String? = nil,
        contacts: ContactQuestions,
        secret: @escaping @Sendable (_ username: String) throws -> RecoverySecret,
        confirm: @escaping @Sendable (TakingBackOffer) throws -> Bool,
        choose: @escaping @Sendable ([EvidenceKind]) throws -> EvidenceKind,
        more: @escaping @Sendable (EvidenceKind, _ username: String) throws -> RecoverySecret,
        newPassword: @escaping @Sendable (_ username: String) throws -> Password,
        show: @escaping @Sendable () throws -> Void = {}
    ) {
        self.secret = secret
        self.contact = contact
        self.confirm = confirm
        self.choose = choose
        self.more = more
        self.contacts = contacts
        self.newPassword = newPassword
        self.show = show
    }
}

/// What another device did to an account, and what this one can undo.
package struct TakingBackOffer: Encodable, Sendable {
    /// What that device is called; nil where it was none, or one that is gone.
    package let device: String?
    /// When it began.
    package let since: Instant
    /// What is put back.
    package let undone: [TakenPart]
    /// What the other one has shown, so that it is better replaced.
    package let known: [EvidenceKind]

    init(_ answer: ReadTakingBack.Response) {
        device = answer.actorName
        since = Instant(milliseconds: answer.since)
        undone = answer.parts
        known = answer.actorShown.filter { $0 != .device }
    }
}
