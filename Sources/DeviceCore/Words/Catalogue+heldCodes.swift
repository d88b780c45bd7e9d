extension Catalogue {
    /// Says that accounts do not accept the codes of this device yet, with the commands that confirm it; nil without any.
    ///
    /// `words` name the accounts in commands.
    package func heldCodes(of words: [String]) -> String? {
        guard !words.isEmpty else { return nil }
        let commands = words.map { "sparekey account confirm " + $0 }.joined(separator: "\n  ")
        return text(words.count, "banner.codesHeld", ["n": String(words.count), "commands": commands])
    }
}
