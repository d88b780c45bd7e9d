package import Encodings

/// What a person is asked where an account service wants to be sure who decides over the account.
package struct EvidenceQuestions: Sendable {
    /// Asks for the password of an account.
    let password: @Sendable (_ username: String) throws -> Password
    /// The contact that a code goes to, by its identifier; nil to ask where there are several.
    let contact: String?
    /// Asks for codes that are sent to contacts.
    let contacts: ContactQuestions
    /// Asks which of several ways to take; nil for none of them now.
    let choose: @Sendable (_ ways: [EvidenceWay], _ isOptional: Bool) throws -> EvidenceWay?
    /// Tells that a way is closed until a time; it is not among those to choose from.
    ///
    /// Nil where nobody chooses: a script is told by the refusal.
    let tellClosed: (@Sendable (_ way: EvidenceWay, _ until: Instant) -> Void)?
    /// Tells what becomes of a new device once it is confirmed, before a way is chosen: where its codes are not held back,
    /// they are accepted all the same.
    let tellNew: (@Sendable (_ codesAreHeld: Bool) -> Void)?
    /// Shows the number to type on another device, before it is waited for.
    let showNumber: @Sendable (Int) -> Void
    /// Waits for the other device, and withdraws the request where the person does not wait until then.
    let whileAsked: WhileAsked
    /// Tells that a way has led to nothing; whether the ways are offered again.
    let goesOn: @Sendable (Failure) -> Bool
    /// Asks for the recovery code on paper; nil where it is not typed.
    let recoveryCode: (@Sendable () throws -> RecoveryCode)?

    /// Does `wait`, or `withdraw` where the program ends before that is done.
    package typealias WhileAsked =
        @Sendable (
            _ withdraw: @escaping @Sendable () -> Void,
            _ wait: () throws -> Void
        ) throws -> Void

    /// Takes the questions; each throws where nobody can be asked.
    package init(
        contact: String? = nil,
        contacts: ContactQuestions,
        recoveryCode: (@Sendable () throws -> RecoveryCode)? = nil,
        goesOn: @escaping @Sendable (Failure) -> Bool = { _ in false },
        tellClosed: (@Sendable (_ way: EvidenceWay, _ until: Instant) -> Void)? = nil,
        tellNew: (@Sendable (_ codesAreHeld: Bool) -> Void)? = nil,
        password: @escaping @Sendable (_ username: String) throws -> Password,
        choose: @escaping @Sendable (_ ways: [EvidenceWay], _ isOptional: Bool) throws -> EvidenceWay?,
        showNumber: @escaping @Sendable (Int) -> Void,
        whileAsked: @escaping WhileAsked = { _, wait in try wait() }
    ) {
        self.password = password
        self.contact = contact
        self.contacts = contacts
        self.choose = choose
        self.showNumber = showNumber
        self.whileAsked = whileAsked
        self.recoveryCode = recoveryCode
        self.goesOn = goesOn
        self.tellClosed = tellClosed
        self.tellNew = tellNew
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
