package import Foundation

extension URLComponents {
    /// The parts of an address whose port, if it names one, is one that a server can have; nil for anything else.
    package init?(address text: String) {
        guard let parts = URLComponents(string: text), PortRule.isPort(parts.port),
            // More digits than an Int has are no port either.
            parts.port != nil || parts.rangeOfPort?.isEmpty ?? true
        else { return nil }
        self = parts
    }
}
