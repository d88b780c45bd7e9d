package import AccountAPI
import Encodings
import Entries
package import HTTPExchange
import Primitives
import Vault

/// An account that is being taken back: the one session to which belongs whatever is shown of before.
package struct TakingBack: Sendable {
    let entry: EntryID
    let account: PersonalAccount
    /// What this device is known by.
    let code: DeviceCode
    private(set) var client: AccountClient
    private(set) var signIn: SignIn
    /// The session, and what opened it.
    let shown: SignedIn
    /// What the service says of it now.
    let answer: ReadTakingBack.Response
    /// What was typed of before, which others may know.
    private let secrets: [SecretBytes]

    /// Opens a session with a secret of before.
    init(
        _ entry: EntryID,
        _ account: PersonalAccount,
        _ code: DeviceCode,
        _ client: AccountClient,
        _ signIn: SignIn,
        showing secret: RecoverySecret
    ) throws {
        shown = try Self.show(secret, of: account, as: code, signIn)
        answer = try client.call(ReadTakingBack.self, Nothing(), in: shown.session)
        self.entry = entry
        self.account = account
        self.code = code
        self.client = client
        self.signIn = signIn
        secrets = [secret.bytes]
    }

    /// The same session, as it stands after more was shown.
    private init(after before: TakingBack, showing secret: RecoverySecret? = nil) throws {
        entry = before.entry
        account = before.account
        code = before.code
        client = before.client
        signIn = before.signIn
        shown = before.shown
        secrets = before.secrets + (secret.map { [$0.bytes] } ?? [])
        answer = try client.call(ReadTakingBack.self, Nothing(), in: shown.session)
    }

    /// The same, which asks the service for as long as somebody waits.
    package func until(_ cancellation: any Cancellation) -> TakingBack {
        var back = self
        back.client = client.until(cancellation)
        back.signIn = signIn.until(cancellation)
        return back
    }

    /// What another device did, and what this one can undo.
    package var offer: TakingBackOffer { TakingBackOffer(answer) }

    /// Whether enough of before was shown.
    package var isEnough: Bool { answer.isEnough }

    /// What else of before can be shown.
    package var ways: [EvidenceKind] { answer.evidence.possible }

    /// The verified contacts of before, masked.
    package var contacts: [ListContacts.Contact] { answer.contacts }

    /// Whether this is the account of an entry.
    package func isOf(_ id: String) -> Bool { entry.rawValue == id }

    /// Throws where a new password is one of before.
    func refuse(_ password: Password) throws(Failure) {
        guard !secrets.contains(password.bytes) else { throw Failure(.samePassword).in(.takingBack) }
    }

    /// Shows another secret of before.
    @available(*, noasync)
    package func showing(_ secret: RecoverySecret) throws -> TakingBack {
        _ = try Self.show(secret, of: account, as: code, signIn)
        return try TakingBack(after: self, showing: secret)
    }

    /// Has a code sent to a contact of before.
    @available(*, noasync)
    package func sendCode(to contact: ContactID, language: String) throws -> SentContactCode {
        try client.call(
            StartTakingBackProof.self,
            .init(contact: contact, language: language),
            in: shown.session
        )
    }

    /// Shows that a contact of before is in this person's hands, with the code that was sent there.
    @available(*, noasync)
    package func typing(_ code: ContactCode, of proof: ContactProofID) throws -> TakingBack {
        _ = try client.call(
            FinishTakingBackProof.self,
            .init(proof: proof, code: code.digits),
            in: shown.session
        )
        return try TakingBack(after: self)
    }

    /// Shows a secret of before: the first that fits of those that the account had, the oldest first.
    private static func show(
        _ secret: RecoverySecret,
        of account: PersonalAccount,
        as code: DeviceCode,
        _ signIn: SignIn
    ) throws -> SignedIn {
        for number in StartSignIn.Request.secretsOfBefore {
            do {
                return try signIn.perform(
                    username: account.username,
                    secret: secret,
                    as: .known(code),
                    takingBack: number
                )
            } catch SignInError.wrongPassword {
                continue
            } catch SignInError.wrongRecoveryCode {
                continue
            }
        }
        throw Failure(.takeBackRefused)
    }
}
