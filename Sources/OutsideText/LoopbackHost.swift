/// The names and addresses by which a machine calls itself.
package enum LoopbackHost {
    /// Whether a host is this machine: `localhost`, `::1`, or four decimal numbers of which the first is 127.
    ///
    /// `127.evil.example.com` is another machine, and an IPv6 address may stand in its brackets.
    package static func isLoopback(_ host: some StringProtocol) -> Bool {
        if host.isSameIgnoringCase(as: "localhost") || ["::1", "[::1]"].contains(where: host.isSame) { return true }
        let parts = host.pieces(at: ".", keepingEmpty: true)
        return parts.count == 4 && parts[0].isSame(as: "127") && parts.allSatisfy(isOctet)
    }

    // A zero in front makes it an octal number for some.
    private static func isOctet(_ part: Substring) -> Bool {
        part.number(UInt8.self) != nil && (part.utf8.count == 1 || !part.begins(with: "0"))
    }
}
