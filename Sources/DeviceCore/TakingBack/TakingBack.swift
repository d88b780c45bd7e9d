package import AccountAPI
import Encodings
import Entries
import Vault

/// An account that is being taken back: the one session to which belongs whatever is shown of before.
package struct TakingBack: Sendable {
    let entry: EntryID
    let account: PersonalAccount
    /// What this device is known by.
    let code: DeviceCode
    let client: AccountClient
    let signIn: SignIn
    /// The session, and what opened it.
    let shown: SignedIn
    /// What the service says of it now.
    let answer: ReadTakingBack.Response

    /// Opens a session with a secret of before.
    init(
        _ entry: EntryID,
        _ account: PersonalAccount,
        _ code: DeviceCode,
        _ client: AccountClient,
        _ signIn: SignIn,
        showing secret: RecoverySecret
    ) async throws {
        shown = try await Self.show(secret, of: account, as: code, signIn)
        answer = try await client.call(ReadTakingBack.self, Nothing(), in: shown.session)
        self.entry = entry
        self.account = account
        self.code = code
        self.client = client
        self.signIn = signIn
    }

    /// The same session, as it stands after more was shown.
    private init(after before: TakingBack) async throws {
        entry = before.entry
        account = before.account
        code = before.code
        client = before.client
        signIn = before.signIn
        shown = before.shown
        answer = try await client.call(ReadTakingBack.self, Nothing(), in: shown.session)
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

    /// Shows another secret of before.
    package func showing(_ secret: RecoverySecret) async throws -> TakingBack {
        _ = try await Self.show(secret, of: account, as: code, signIn)
        return try await TakingBack(after: self)
    }

    /// Has a code sent to a contact of before.
    package func sendCode(to contact: ContactID, language: String) async throws -> SentContactCode {
        try await client.call(
            StartTakingBackProof.self,
            .init(contact: contact, language: language),
            in: shown.session
        )
    }

    /// Shows that a contact of before is in this person's hands, with the code that was sent there.
    package func typing(_ code: ContactCode, of proof: ContactProofID) async throws -> TakingBack {
        _ = try await client.call(
            FinishTakingBackProof.self,
            .init(proof: proof, code: code.digits),
            in: shown.session
        )
        return try await TakingBack(after: self)
    }

    /// Shows a secret of before: the first that fits of those that the account had, the oldest first.
    private static func show(
        _ secret: RecoverySecret,
        of account: PersonalAccount,
        as code: DeviceCode,
        _ signIn: SignIn
    ) async throws -> SignedIn {
        for number in StartSignIn.Request.secretsOfBefore {
            do {
                return try await signIn.perform(
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
