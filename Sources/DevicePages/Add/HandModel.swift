import DeviceCore
import Entries
import OneTimePassword
import Primitives

/// The form of an account that is typed by hand; the secret is not kept.
struct HandModel {
    let issuer: String
    let account: String
    let digits: String
    let period: String
    let algorithms: [Choice]
    let isCounter: Bool
    let counter: String
    var failure: FailureModel?
    /// Set where the same account is here already.
    var isDuplicate = false

    /// One of several values.
    struct Choice {
        let value: String
        let isChosen: Bool
    }

    /// What was typed; a whole address in the place of the secret is taken as one.
    func account(_ form: PageForm) throws -> OTPAuthURI {
        let typed = form["secret"]
        // A secret has no colon, and every address has.
        guard !typed.utf8.contains(UInt8(ascii: ":")) else {
            let names = GivenNames(typedIssuer: issuer, account: account)
            return names.naming(try OTPAuthURI(parsing: typed))
        }
        func number<Value: FixedWidthInteger>(_ text: String, _ name: String) throws(Failure) -> Value {
            guard let value = Value(text) else { throw Failure(.invalidParameter, ["parameter": name]) }
            return value
        }
        return try OTPAuthURI(
            issuer: issuer,
            account: account,
            typedSecret: SecretBytes(utf8: typed),
            digits: try number(digits, "digits"),
            period: try number(period, "period"),
            algorithm: form["algorithm"],
            counter: isCounter ? try number(counter, "counter") : nil
        )
    }

    private static func choices(_ chosen: String) -> [Choice] {
        ["SHA1", "SHA256", "SHA512"].map { Choice(value: $0, isChosen: $0 == chosen) }
    }
}

extension HandModel {
    init() {
        (issuer, account, digits, period, isCounter, counter) = ("", "", "6", "30", false, "0")
        algorithms = Self.choices("SHA1")
    }

    init(_ form: PageForm) {
        issuer = form["issuer"]
        account = form["account"]
        digits = form["digits"]
        period = form["period"]
        isCounter = form.isTicked("isCounter")
        counter = form["counter"]
        algorithms = Self.choices(form["algorithm"])
    }
}
