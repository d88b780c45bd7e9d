package import Encodings

/// Tests write down what a vault holds in an identifier's place.
extension Identifier.Text: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(reading: text) }
}
