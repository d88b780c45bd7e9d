import Encodings
import OutsideText

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
        let decodedIssuer = Self.issuer(issuerParameter, label: PercentEncoding.decodeLeniently(label))
        let (prefix, account) = Self.split(label, issuer: decodedIssuer)
        let texts = [prefix, account, decodedIssuer[...]].map(ReadableText.init)
        self.account = texts[1].text
        issuer = texts[2].text
        let labelIssuer = texts[0].text
        if texts.contains(where: { $0.isDamaged }) {
            notices.append(.damagedText)
        }
        if texts.contains(where: { $0.isGuessed }) {
            notices.append(.guessedEncoding)
        }
        if issuer.isEmpty || Self.isCut(issuer, form: labelIssuer) {
            issuer = labelIssuer
        } else if !labelIssuer.isEmpty && !issuer.isSame(as: labelIssuer) {
            notices.append(.issuerDiffers)
        }
    }

    // Some apps write the spaces of the parameter as plus signs, as forms do. The label tells whether they are meant so.
    private static func issuer(_ parameter: ArraySlice<UInt8>, label: [UInt8]) -> [UInt8] {
        let literal = PercentEncoding.decodeLeniently(parameter)
        let spaced = PercentEncoding.decodeLeniently(
            parameter.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }[...]
        )
        return spaced != literal && label.starts(with: spaced + [UInt8(ascii: ":")]) ? spaced : literal
    }

    // A colon can belong to the issuer or to the account. So the issuer parameter counts first, then a literal colon,
    // since apps that encode both names leave the one between them, and then the first encoded one.
    private static func split(
        _ label: ArraySlice<UInt8>,
        issuer: [UInt8]
    ) -> (issuer: ArraySlice<UInt8>, account: ArraySlice<UInt8>) {
        let colon = UInt8(ascii: ":")
        let decoded = PercentEncoding.decodeLeniently(label)
        if !issuer.isEmpty && decoded.starts(with: issuer + [colon]) {
            return (issuer[...], decoded.dropFirst(issuer.count + 1))
        }
        if let literal = label.firstIndex(of: colon) {
            return (
                PercentEncoding.decodeLeniently(label[..<literal])[...],
                PercentEncoding.decodeLeniently(label[(literal + 1)...])[...]
            )
        }
        guard let encoded = decoded.firstIndex(of: colon) else { return ([], decoded[...]) }
        return (decoded[..<encoded], decoded[(encoded + 1)...])
    }

    // Some apps cut the parameter at an unencoded ampersand.
    private static func isCut(_ parameter: String, form label: String) -> Bool {
        label.begins(with: parameter + "&")
    }
}
