import Encodings

/// The parameters of an `otpauth` URI by name, of which the first of each name counts.
struct URIQuery {
    private static let knownNames: Set = ["secret", "issuer", "algorithm", "digits", "period", "counter", "encoder"]

    /// What was left out.
    let notices: [OTPAuthURI.Notice]
    private let values: [String: ArraySlice<UInt8>]

    /// Sorts parameters into those that count and those that are left out.
    init(_ parameters: [(name: String, value: ArraySlice<UInt8>)]) {
        var values: [String: ArraySlice<UInt8>] = [:]
        var notices: [OTPAuthURI.Notice] = []
        for (name, value) in parameters {
            if !Self.knownNames.contains(name) || (value.isEmpty && name != "secret") {
                notices.append(.ignoredParameter(name))
            } else if values[name] == nil {
                values[name] = value
            } else {
                notices.append(.repeatedParameter(name))
            }
        }
        self.values = values
        self.notices = notices
    }

    /// The percent-encoded value of a parameter.
    func value(_ name: String) -> ArraySlice<UInt8>? {
        values[name]
    }

    /// The decoded value of a parameter.
    func text(_ name: String) -> String? {
        values[name].map { String(decoding: PercentEncoding.decodeLeniently($0), as: UTF8.self) }
    }

    /// The number in a parameter, or nil where the parameter is missing.
    func number<Number: FixedWidthInteger>(
        _ name: String,
        orElse error: OTPAuthURIError
    ) throws(OTPAuthURIError) -> Number? {
        guard let text = text(name) else { return nil }
        guard let number = Number(text) else { throw error }
        return number
    }
}
