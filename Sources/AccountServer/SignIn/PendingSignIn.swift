import AccountAPI
import Encodings
import OPAQUE
import Primitives

/// What the service keeps of a sign-in between its two steps; of one size whether the name has an account or not.
struct PendingSignIn: Sendable {
    /// The account; nil for a name without one, whose sign-in is refused whatever comes.
    let account: AccountID?
    /// The credential that KE2 was made with.
    let credential: CredentialID
    /// When the attempt was spent.
    let spent: Milliseconds
    /// What it was spent from; at most ``limit``.
    let budgets: [AttemptBudget]
    /// The letter whose code came with the sign-in.
    let letter: LetterID?
    /// The device that the sign-in has proved to come from.
    let device: ServiceDeviceID?
    /// Whether it can open nothing but a session that takes the account back.
    let isTakingBack: Bool
    /// The state of the key exchange.
    let opaque: ServerSignIn

    /// How many budgets a sign-in spends at most.
    private static let limit = 3
    private static let scopeLength = 32
    private static let nobody = [UInt8](repeating: 0, count: 16)

    /// Gathers the state.
    init(
        account: AccountID?,
        credential: CredentialID,
        spent: Milliseconds,
        budgets: [AttemptBudget],
        letter: LetterID?,
        device: ServiceDeviceID?,
        isTakingBack: Bool,
        opaque: ServerSignIn
    ) {
        precondition(budgets.count <= Self.limit, "a sign-in spends \(Self.limit) budgets at most")
        self.account = account
        self.credential = credential
        self.spent = spent
        self.budgets = budgets
        self.letter = letter
        self.device = device
        self.isTakingBack = isTakingBack
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
        func takeID<Named>() -> Identifier<Named>? {
            let bytes = take(16).exposedBytes()
            return bytes == Self.nobody ? nil : Identifier(bytes: bytes)
        }
        account = takeID()
        credential = CredentialID(bytes: take(16).exposedBytes())
        spent = take(8).exposedBytes().reduce(0) { $0 << 8 | Milliseconds($1) }
        budgets = (0..<Self.limit).compactMap { _ in
            let (kind, scope) = (take(1).exposedBytes(), take(Self.scopeLength).exposedBytes())
            return AttemptKind(rawValue: kind[0]).map { AttemptBudget($0, scope: scope) }
        }
        letter = takeID()
        device = takeID()
        isTakingBack = take(1).exposedBytes() != [0]
        opaque = try ServerSignIn(bytes: bytes.slice(rest))
    }

    /// The state's encoding.
    var bytes: SecretBytes {
        let moment = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: spent >> $0) }
        let unused = [UInt8](repeating: 0, count: (Self.limit - budgets.count) * (1 + Self.scopeLength))
        let attempts = budgets.flatMap { [$0.kind.rawValue] + $0.scope } + unused
        let proved = (letter?.bytes ?? Self.nobody) + (device?.bytes ?? Self.nobody) + [isTakingBack ? 1 : 0]
        return SecretBytes(
            concatenating: (account?.bytes ?? Self.nobody) + credential.bytes + moment,
            attempts + proved,
            opaque.bytes
        )
    }
}
