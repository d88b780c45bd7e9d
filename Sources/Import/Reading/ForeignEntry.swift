import Encodings
import OneTimePassword
import OutsideText
import Primitives

/// What another app says of one account, not yet checked; what it leaves out has the usual value.
struct ForeignEntry {
    var issuer = ""
    var account = ""
    /// The bytes of the secret.
    var secret: ForeignSecret
    /// The way to make codes in any letter case: `totp`, `hotp`, `steam`.
    var type = "totp"
    /// The name of the hash function in any spelling.
    var algorithm: String?
    /// The numbers as they are written: only those that the kind of codes uses are looked at.
    var digits: String?
    var period: String?
    var counter: String?
    var tags: [String] = []
    var note = ""
    var isFavourite = false

    /// The account, if all that it says can be kept.
    func candidate(at place: ImportPlace) throws(LeftOutReason) -> ImportCandidate {
        guard let kind = OTPParameters.Kind(rawValue: type.lowercased()) else { throw .unknownType }
        return ImportCandidate(
            issuer: issuer,
            account: account,
            secret: secret.bytes,
            parameters: try parameters(kind).asSteam(of: issuer),
            tags: tags,
            note: note,
            isFavourite: isFavourite,
            hasIrregularSecret: !secret.isRegular,
            place: place
        )
    }

    private func parameters(_ kind: OTPParameters.Kind) throws(LeftOutReason) -> OTPParameters {
        guard kind != .steam else { return .steam }
        guard let hash = algorithm.map({ HashAlgorithm(name: $0) }) ?? .sha1 else { throw .unknownAlgorithm }
        guard let digits = (digits ?? "6").number(Int.self) else { throw .badDigits }
        guard let period = kind == .totp ? (period ?? "30").number(Int.self) : 30 else { throw .badPeriod }
        guard let counter = kind == .hotp ? (counter ?? "0").number(UInt64.self) : 0 else { throw .badCounter }
        do throws(OTPParameterError) {
            return try OTPParameters(kind: kind, algorithm: hash, digits: digits, period: period, counter: counter)
        } catch {
            throw error == .invalidDigits ? .badDigits : .badPeriod
        }
    }
}

/// The secret of an account in a file.
struct ForeignSecret {
    let bytes: SecretBytes
    /// Whether the text had a length that Base32 allows.
    let isRegular: Bool

    /// Takes the bytes themselves.
    init(bytes given: [UInt8]) throws(LeftOutReason) {
        guard !given.isEmpty else { throw .noSecret }
        guard given.count <= OTPAuthURI.maximumSecretLength else { throw .badSecret }
        bytes = SecretBytes(copying: given)
        isRegular = true
    }

    /// Reads Base32 as people and apps write it; nil is no secret.
    init(base32 text: String?) throws(LeftOutReason) {
        guard let text, !text.isEmpty else { throw .noSecret }
        guard text.utf8.count <= 2 * OTPAuthURI.maximumSecretLength, let decoded = try? Base32.decode(text) else {
            throw .badSecret
        }
        guard !decoded.bytes.isEmpty else { throw .noSecret }
        guard decoded.bytes.count <= OTPAuthURI.maximumSecretLength else { throw .badSecret }
        bytes = SecretBytes(copying: decoded.bytes)
        isRegular = decoded.isRegular
    }
}

extension ForeignEntry {
    /// What an `otpauth` address says.
    init(address: String) throws(LeftOutReason) {
        let uri: OTPAuthURI
        do throws(OTPAuthURIError) {
            uri = try OTPAuthURI(parsing: address)
        } catch {
            throw LeftOutReason(error)
        }
        self.init(uri)
    }

    private init(_ uri: OTPAuthURI) {
        self.init(secret: ForeignSecret(uri.secret, isRegular: !uri.notices.contains(.irregularSecret)))
        issuer = uri.issuer
        account = uri.account
        type = uri.parameters.kind.rawValue
        algorithm = uri.parameters.algorithm.rawValue
        digits = String(uri.parameters.digits)
        period = String(uri.parameters.period)
        counter = String(uri.parameters.counter)
    }

    /// What the field for codes of a password manager says: an address, `steam://` and a secret, or a secret alone.
    init(field: String?, issuer: String, account: String) throws(LeftOutReason) {
        guard let field, !field.isEmpty else { throw .noSecret }
        guard field.utf8.contains(UInt8(ascii: ":")) else {
            self.init(secret: try ForeignSecret(base32: field))
            (self.issuer, self.account) = (issuer, account)
            return
        }
        try self.init(address: field)
        // What the person calls it there counts, and the address only where there is no such name.
        if !issuer.isEmpty { self.issuer = issuer }
        if !account.isEmpty { self.account = account }
    }
}

extension ForeignSecret {
    init(_ bytes: SecretBytes, isRegular: Bool) {
        (self.bytes, self.isRegular) = (bytes, isRegular)
    }
}

extension LeftOutReason {
    /// Why an address is not read.
    init(_ error: OTPAuthURIError) {
        switch error {
        case .missingSecret, .emptySecret: self = .noSecret
        case .invalidSecret, .tooLong: self = .badSecret
        case .invalidDigits: self = .badDigits
        case .invalidPeriod: self = .badPeriod
        case .invalidCounter: self = .badCounter
        case .invalidAlgorithm: self = .unknownAlgorithm
        case .unsupportedType, .microsoftAuthenticator, .migrationExport: self = .unknownType
        case .notAnOTPAuthURI, .severalURIs: self = .notAnAddress
        }
    }
}
