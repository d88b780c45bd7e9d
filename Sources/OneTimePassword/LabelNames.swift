/// The issuer and the account that the label and the issuer parameter of an `otpauth` URI name together.
struct LabelNames {
    /// The issuer, from the parameter where there is one.
    private(set) var issuer: String
    /// The account without the issuer.
    private(set) var account: String
    /// What was odd about the two.
    private(set) var notices: [OTPAuthURI.Notice] = []

    /// Reads both parts, which are percent-encoded.
    init(label: ArraySlice<UInt8>, issuerParameter: ArraySlice<UInt8>) {
        let decodedIssuer = PercentEncoding.decode(issuerParameter)
        let (prefix, account) = Self.split(label, issuer: decodedIssuer)
        let texts = [prefix, account, decodedIssuer[...]].map(Self.readableText)
        self.account = texts[1].text
        issuer = texts[2].text
        let labelIssuer = texts[0].text
        if texts.contains(where: \.isDamaged) {
            notices.append(.damagedText)
        }
        if issuer.isEmpty || Self.isMangled(issuer, form: labelIssuer) {
            issuer = labelIssuer
        } else if !labelIssuer.isEmpty && issuer != labelIssuer {
            notices.append(.issuerDiffers)
        }
    }

    // A colon can belong to the issuer or to the account. So the issuer parameter counts first, then a literal colon,
    // since apps that encode both names leave the one between them, and then the first encoded one.
    private static func split(
        _ label: ArraySlice<UInt8>,
        issuer: [UInt8]
    ) -> (issuer: ArraySlice<UInt8>, account: ArraySlice<UInt8>) {
        let colon = UInt8(ascii: ":")
        let decoded = PercentEncoding.decode(label)
        if !issuer.isEmpty && decoded.starts(with: issuer + [colon]) {
            return (issuer[...], decoded.dropFirst(issuer.count + 1))
        }
        if let literal = label.firstIndex(of: colon) {
            return (
                PercentEncoding.decode(label[..<literal])[...], PercentEncoding.decode(label[(literal + 1)...])[...]
            )
        }
        guard let encoded = decoded.firstIndex(of: colon) else { return ([], decoded[...]) }
        return (decoded[..<encoded], decoded[(encoded + 1)...])
    }

    // Some apps write a space of the parameter as a plus sign, or cut it at an unencoded ampersand.
    private static func isMangled(_ parameter: String, form label: String) -> Bool {
        parameter.contains("+") && String(parameter.map { $0 == "+" ? " " : $0 }) == label
            || label.hasPrefix(parameter + "&")
    }

    // Control characters would break lists of lines and could command a terminal.
    private static func readableText(_ bytes: ArraySlice<UInt8>) -> (text: String, isDamaged: Bool) {
        let validText = String(validating: bytes, as: UTF8.self)
        let scalars = (validText ?? String(decoding: bytes, as: UTF8.self)).unicodeScalars
        let isControl = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .control }
        var readable = scalars.map { isControl($0) ? " " : $0 }[...]
        readable = readable.drop(while: \.properties.isWhitespace)
        while let last = readable.last, last.properties.isWhitespace {
            readable.removeLast()
        }
        return (String(String.UnicodeScalarView(readable)), validText == nil || scalars.contains(where: isControl))
    }
}
