import OutsideText

/// What can be told of an address before it is read, so that no password in one is shown.
enum TypedAddress {
    /// Whether a name, which a password may follow, stands in front of the server.
    static func namesUser(_ text: String) -> Bool {
        behindScheme(text)?.pieces(at: "/").first?.holds("@") ?? false
    }

    /// Whether a name and a password stand in front of an at sign where no scheme does, as in `ada:xyzzy@nas:/share`.
    ///
    /// The path of a folder may hold both signs behind its first slash.
    static func namesPassword(_ text: String) -> Bool {
        let isPath = ["/", "./", "../", "~/"].contains { text.begins(with: $0) } && !text.begins(with: "//")
        let hasScheme = text.cut(at: ":/").map { !$0.before.holds("@") } ?? false
        return !isPath && !hasScheme && text.cut(at: ":")?.after.holds("@") ?? false
    }

    /// Whether a text in the place of a folder is an address with a name or a password; a password may hold a slash.
    static func mayHoldPassword(_ text: String) -> Bool {
        behindScheme(text)?.holds("@") ?? false || namesPassword(text)
    }

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
