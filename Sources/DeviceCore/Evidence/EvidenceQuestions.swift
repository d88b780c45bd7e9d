/// What a person is asked where an account service wants to be sure who decides over the account.
package struct EvidenceQuestions: Sendable {
    /// Asks for the password of an account.
    let password: @Sendable (_ username: String) throws -> Password
    /// The contact that a code goes to, by its identifier; nil to ask where there are several.
    let contact: String?
    /// Asks for codes that are sent to contacts.
    let contacts: ContactQuestions
    /// Asks which of several ways to take; nil for none of them now.
    let choose: @Sendable (_ ways: [EvidenceWay], _ isOptional: Bool) async throws -> EvidenceWay?
    /// Shows the number to type on another device, before it is waited for.
    let showNumber: @Sendable (Int) -> Void
    /// Asks for the recovery code on paper; nil where it is not typed.
    let recoveryCode: (@Sendable () throws -> RecoveryCode)?

    /// Takes the questions; each throws where nobody can be asked.
    package init(
        contact: String? = nil,
        contacts: ContactQuestions,
        recoveryCode: (@Sendable () throws -> RecoveryCode)? = nil,
        password: @escaping @Sendable (_ username: String) throws -> Password,
        choose: @escaping @Sendable (_ ways: [EvidenceWay], _ isOptional: Bool) async throws -> EvidenceWay?,
        showNumber: @escaping @Sendable (Int) -> Void
    ) {
        self.password = password
        self.contact = contact
        self.contacts = contacts
        self.choose = choose
        self.showNumber = showNumber
        self.recoveryCode = recoveryCode
    }
}

/// How a device can show more than the password.
package enum EvidenceWay: String, Sendable, CaseIterable {
    /// By a code that is sent to a contact.
    case contact
    /// By the approval of another device.
    case approval
    /// By the recovery code on paper, beside the password.
    case recoveryCode
}
