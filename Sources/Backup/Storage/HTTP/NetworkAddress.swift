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
        guard text.hasPrefix("//"), !text.contains("#") else { throw .malformed }
        let whole = text.dropFirst(2)
        let parts = whole.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let end = parts[0].firstIndex(of: "/") ?? parts[0].endIndex
        let authority = parts[0][..<end]
        let server: Substring
        if let at = authority.lastIndex(of: "@") {
            guard !authority[..<at].contains(":") else { throw .passwordInLocation }
            user = try Self.decode(authority[..<at])
            guard user?.isEmpty == false else { throw .malformed }
            server = Substring(authority[authority.index(after: at)...])
        } else {
            user = nil
            server = Substring(authority)
        }
        do throws(StorageLocationError) {
            (host, port) = try Self.split(server)
        } catch {
            // A password with a slash in it ends the host too early; the sign behind it gives it away.
            let looksLikePassword = server.contains(":") && whole[end...].contains("@")
            throw looksLikePassword ? .passwordInLocation : error
        }
        path = try Self.segments(parts[0][end...])
        query = parts.count == 2 ? try Self.query(parts[1]) : [:]
    }

    /// Refuses parameters that nobody reads.
    func allow(_ names: Set<String>) throws(StorageLocationError) {
        guard names.isSuperset(of: query.keys) else { throw .malformed }
    }

    /// Whether a host is this machine.
    static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "[::1]"].contains(host.lowercased()) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func split(_ server: Substring) throws(StorageLocationError) -> (host: String, port: Int?) {
        var host = server
        var port: Int?
        if let colon = server.lastIndex(of: ":"), !server[colon...].contains("]") {
            let digits = server[server.index(after: colon)...]
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
                (1...65535) ~= number
            else { throw .malformed }
            port = number
            host = server[..<colon]
        }
        guard isHost(host) else { throw .malformed }
        return (String(host), port)
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            return host.utf8.count > 4
                && host.dropFirst().dropLast().utf8.allSatisfy { byte in
                    "0123456789abcdefABCDEF:.".utf8.contains(byte)
                }
        }
        return !host.isEmpty && !host.hasPrefix(".") && host.utf8.count <= 255
            && host.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }

    private static func segments(_ path: some StringProtocol) throws(StorageLocationError) -> [String] {
        var segments: [String] = []
        for part in path.split(separator: "/") {
            let segment = try decode(part)
            guard segment != ".", segment != "..", !segment.contains("/") else { throw .malformed }
            segments.append(segment)
        }
        return segments
    }

    private static func query(_ text: some StringProtocol) throws(StorageLocationError) -> [String: String] {
        var query: [String: String] = [:]
        for pair in text.split(separator: "&") {
            guard let equals = pair.firstIndex(of: "=") else { throw .malformed }
            let value = try decode(pair[pair.index(after: equals)...])
            guard !value.isEmpty, query.updateValue(value, forKey: String(pair[..<equals])) == nil else {
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
