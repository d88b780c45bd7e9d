extension Catalogue {
    /// Says that accounts do not accept the codes of this device yet, with the commands that confirm it; nil without any.
    package func heldCodes(of labels: [String]) -> String? {
        guard !labels.isEmpty else { return nil }
        let commands = labels.map { "sparekey account confirm " + ShellWord.quoted($0) }.joined(separator: "\n  ")
        return text(labels.count, "banner.codesHeld", ["n": String(labels.count), "commands": commands])
    }
}
