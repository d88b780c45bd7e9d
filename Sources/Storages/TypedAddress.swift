import OutsideText

/// What can be told of an address before it is read, so that no password in one is shown.
enum TypedAddress {
    /// Whether a name, which a password may follow, stands in front of the server.
    static func namesUser(_ text: String) -> Bool {
        behindScheme(text)?.pieces(at: "/").first?.holds("@") ?? false
    }

    /// Whether a text in the place of a folder is an address with a name or a password; a password may hold a slash.
    static func isNoFolder(_ text: String) -> Bool { behindScheme(text)?.holds("@") ?? false }

    /// Whether a text in the place of a folder is the address of a server, as one copied from a browser is.
    ///
    /// As a relative path it would name a folder where the program runs.
    static func isAddress(_ text: String) -> Bool {
        guard let (scheme, rest) = text.cut(at: ":"), rest.begins(with: "//") else { return false }
        return !scheme.isEmpty && !scheme.holds("/")
    }

    /// A path that an address was made into has one slash behind the scheme.
    private static func behindScheme(_ text: String) -> Substring? { text.cut(at: ":/")?.after }
}
