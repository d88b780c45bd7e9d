import Encodings
import OutsideText

/// The parts of `//user@host:port/path?name=value`, percent-decoded.
///
/// A password among them is refused.
struct NetworkAddress: Sendable {
    let user: String?
    /// As written; an IPv6 address with its brackets.
    let host: String
    let port: Int?
    /// Without empty segments.
    let path: [String]
    let query: [String: String]

    /// Reads what follows the scheme and its colon.
    init(_ text: some StringProtocol) throws(StorageLocationError) {
        guard let whole = text.without(prefix: "//"), !text.holds("#") else { throw .malformed }
        let parts = whole.pieces(at: "?", most: 2, keepingEmpty: true)
        let authority = parts[0].before("/")
        let end = authority.endIndex
        let server: Substring
        if let (name, host) = authority.cut(atLast: "@") {
            guard !name.holds(":") else { throw .passwordInLocation }
            user = try Self.decode(name)
            guard user?.isEmpty == false else { throw .malformed }
            server = host
        } else {
            user = nil
            server = authority
        }
        do throws(StorageLocationError) {
            (host, port) = try Self.split(server)
        } catch {
            // A password with a slash in it ends the host too early; the sign behind it gives it away.
            let looksLikePassword = server.holds(":") && whole[end...].holds("@")
            throw looksLikePassword ? .passwordInLocation : error
        }
        path = try Self.segments(parts[0][end...])
        query = parts.count == 2 ? try Self.query(parts[1]) : [:]
    }

    /// Refuses parameters that nobody reads.
    func allow(_ names: Set<String>) throws(StorageLocationError) {
        guard names.isSuperset(of: query.keys) else { throw .malformed }
    }

    private static func split(_ server: Substring) throws(StorageLocationError) -> (host: String, port: Int?) {
        var host = server
        var port: Int?
        if let (name, digits) = server.cut(atLast: ":"), !digits.holds("]") {
            guard let number = PortRule.port(digits) else { throw .malformed }
            port = number
            host = name
        }
        guard isHost(host) else { throw .malformed }
        return (String(host), port)
    }

    private static func isHost(_ host: Substring) -> Bool {
        if let inner = host.without(prefix: "[")?.without(suffix: "]") {
            return inner.utf8.count > 2 && inner.utf8.allSatisfy { Hex.value(of: $0) != nil || ":.".utf8.contains($0) }
        }
        return !host.isEmpty && !host.begins(with: ".") && host.utf8.count <= 255
            && host.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }

    private static func segments(_ path: some StringProtocol) throws(StorageLocationError) -> [String] {
        var segments: [String] = []
        for part in path.pieces(at: "/") {
            let segment = try decode(part)
            guard segment != ".", segment != "..", !segment.holds("/") else { throw .malformed }
            segments.append(segment)
        }
        return segments
    }

    private static func query(_ text: some StringProtocol) throws(StorageLocationError) -> [String: String] {
        var query: [String: String] = [:]
        for pair in text.pieces(at: "&") {
            guard let (name, encoded) = pair.cut(at: "=") else { throw .malformed }
            let value = try decode(encoded)
            guard !value.isEmpty, query.updateValue(value, forKey: String(name)) == nil else {
                throw .malformed
            }
        }
        return query
    }

    private static func decode(_ text: some StringProtocol) throws(StorageLocationError) -> String {
        guard let decoded = PercentEncoding.decode(text),
            !decoded.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { throw .malformed }
        return decoded
    }
}
