import OutsideText

/// Whose a server is, as far as its name tells.
enum HostWords {
    /// What many names have.
    private static let common = [
        "www", "cloud", "dav", "webdav", "storage", "files", "api", "com", "org", "net", "localhost",
    ]

    /// The parts of a host's name that tell whose it is, in lower case.
    static func telling(_ host: String) -> [String] {
        host.lowercased().pieces(at: ".").map { String($0) }.filter { word in
            word.utf8.count >= 4 && !common.contains(where: word.isSame)
                && !word.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
    }
}
