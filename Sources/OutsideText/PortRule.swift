/// Which ports an address can name: those that a server can have (RFC 9293 section 3.1).
///
/// The one place that knows them: whatever gets another number to connect to ends the program.
package enum PortRule {
    /// The least and the greatest.
    package static let ports = 1...65535

    /// Whether a server can have a port; nil stands for the usual one of a scheme.
    package static func isPort(_ number: Int?) -> Bool {
        number.map(ports.contains) ?? true
    }

    /// The port that digits name; nil for anything else.
    package static func port(_ digits: some StringProtocol) -> Int? {
        digits.number(Int.self).flatMap { ports.contains($0) ? $0 : nil }
    }
}
