import Encodings
import Primitives

extension OTPAuthURI {
    // Parameters that are left out, such as a note, may make a text longer than anything that this type writes.
    private static let maximumInputLength = 4 * maximumLength

    /// Reads an `otpauth` URI, or `steam://` and a secret, the way other apps write them rather than as they should.
    package init(parsing text: String) throws(OTPAuthURIError) {
        guard text.utf8.count <= Self.maximumInputLength else { throw .tooLong }
        guard let parts = URIParts(text) else { throw .notAnOTPAuthURI }
        // Nothing of the second may end up in a name of the first: it could be its secret.
        guard !URIParts.schemes.contains(parts.scheme) || !parts.holdsAnother else { throw .severalURIs }
        switch parts.scheme {
        case "otpauth", "apple-otpauth":
            try self.init(parts)
        case "steam":
            let (secret, isRegular) = try Self.secret(from: parts.afterScheme)
            self.init(issuer: "Steam", account: "", secret: secret, parameters: .steam)
            notices = isRegular ? [] : [.irregularSecret]
        case "otpauth-migration":
            throw .migrationExport
        case "phonefactor":
            throw .microsoftAuthenticator
        case "motp":
            throw .unsupportedType(parts.scheme)
        default:
            throw .notAnOTPAuthURI
        }
        guard self.text.utf8.count <= Self.maximumLength else { throw .tooLong }
    }

    private init(_ parts: URIParts) throws(OTPAuthURIError) {
        let query = URIQuery(parts.parameters)
        let kind = try Self.kind(of: parts, encoder: query.text("encoder"))
        guard let encodedSecret = query.value("secret") else { throw .missingSecret }
        let (secret, isRegular) = try Self.secret(from: encodedSecret)
        let given = try Self.parameters(of: kind, from: query)
        let names = LabelNames(label: parts.label, issuerParameter: query.value("issuer") ?? [])
        let parameters = given.asSteam(of: names.issuer)

        self.init(issuer: names.issuer, account: names.account, secret: secret, parameters: parameters)
        if !isRegular {
            notices.append(.irregularSecret)
        }
        if kind == .hotp && query.text("counter") == nil {
            notices.append(.missingCounter)
        }
        if kind != .steam && query.text("encoder") != nil {
            notices.append(.ignoredParameter("encoder"))
        }
        notices += names.notices + query.notices
    }

    private static func kind(of parts: URIParts, encoder: String?) throws(OTPAuthURIError) -> OTPParameters.Kind {
        guard let kind = OTPParameters.Kind(rawValue: parts.type) else {
            let isName = (1...32).contains(parts.type.utf8.count) && parts.type.allSatisfy { $0.isASCII && $0.isLetter }
            throw isName && parts.hasLabel ? .unsupportedType(parts.type) : .notAnOTPAuthURI
        }
        return kind == .totp && encoder?.lowercased() == "steam" ? .steam : kind
    }

    private static func secret(
        from encoded: ArraySlice<UInt8>
    ) throws(OTPAuthURIError) -> (key: SecretBytes, isRegular: Bool) {
        let decoded: Base32.Decoded
        do {
            decoded = try Base32.decode(String(decoding: PercentEncoding.decodeLeniently(encoded), as: UTF8.self))
        } catch {
            throw .invalidSecret
        }
        guard !decoded.bytes.isEmpty else { throw .emptySecret }
        guard decoded.bytes.count <= maximumSecretLength else { throw .tooLong }
        return (SecretBytes(copying: decoded.bytes), decoded.isRegular)
    }

    // Only what the kind of code uses is looked at: exports carry all kinds of values for the rest.
    private static func parameters(
        of kind: OTPParameters.Kind,
        from query: URIQuery
    ) throws(OTPAuthURIError) -> OTPParameters {
        guard kind != .steam else { return .steam }
        guard let algorithm = query.text("algorithm").map(HashAlgorithm.init(name:)) ?? .sha1 else {
            throw .invalidAlgorithm
        }
        let standard = OTPParameters.standard
        let digits = try query.number("digits", orElse: .invalidDigits) ?? standard.digits
        let period: Int? = kind != .totp ? nil : try query.number("period", orElse: .invalidPeriod)
        let counter: UInt64? = kind != .hotp ? nil : try query.number("counter", orElse: .invalidCounter)
        do {
            return try OTPParameters(
                kind: kind,
                algorithm: algorithm,
                digits: digits,
                period: period ?? standard.period,
                counter: counter ?? 0
            )
        } catch {
            switch error {
            case .invalidDigits: throw .invalidDigits
            case .invalidPeriod: throw .invalidPeriod
            }
        }
    }
}
