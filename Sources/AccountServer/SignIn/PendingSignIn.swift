import AccountAPI
import OPAQUE
import Sodium

/// What the service keeps of a sign-in between its two steps; of one size whether the name has an account or not.
struct PendingSignIn: Sendable {
    /// The account; nil for a name without one, whose sign-in is refused whatever comes.
    let account: AccountID?
    /// The credential that KE2 was made with.
    let credential: CredentialID
    /// When the attempt was spent.
    let spent: Milliseconds
    /// The counters of the account.
    let accountScope: [UInt8]
    /// The counters that the attempt was spent from: the account's or those of one of its devices.
    let spentScope: [UInt8]
    /// The counters of the address.
    let addressScope: [UInt8]
    /// The state of the key exchange.
    let opaque: ServerSignIn

    private static let scopeLength = 32
    private static let nobody = [UInt8](repeating: 0, count: 16)

    /// Gathers the state.
    init(
        account: AccountID?,
        credential: CredentialID,
        spent: Milliseconds,
        accountScope: [UInt8],
        spentScope: [UInt8],
        addressScope: [UInt8],
        opaque: ServerSignIn
    ) {
        self.account = account
        self.credential = credential
        self.spent = spent
        self.accountScope = accountScope
        self.spentScope = spentScope
        self.addressScope = addressScope
        self.opaque = opaque
    }

    /// Reads a state from ``bytes``.
    init(bytes: SecretBytes) throws {
        var rest = 0..<bytes.count
        func take(_ count: Int) -> SecretBytes {
            let range = rest.lowerBound..<(rest.lowerBound + count)
            rest = range.upperBound..<rest.upperBound
            return bytes.slice(range)
        }
        let accountBytes = take(16).exposedBytes()
        account = accountBytes == Self.nobody ? nil : AccountID(bytes: accountBytes)
        credential = CredentialID(bytes: take(16).exposedBytes())
        spent = take(8).exposedBytes().reduce(0) { $0 << 8 | Milliseconds($1) }
        accountScope = take(Self.scopeLength).exposedBytes()
        spentScope = take(Self.scopeLength).exposedBytes()
        addressScope = take(Self.scopeLength).exposedBytes()
        opaque = try ServerSignIn(bytes: bytes.slice(rest))
    }

    /// The state's encoding.
    var bytes: SecretBytes {
        let moment = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: spent >> $0) }
        return SecretBytes(concatenating: [
            account?.bytes ?? Self.nobody, credential.bytes, moment, accountScope, spentScope, addressScope,
            opaque.bytes,
        ])
    }
}
