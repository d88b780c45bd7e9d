import OutsideText
package import Primitives

/// A password as OPAQUE takes it: Unicode NFC, UTF-8, nothing trimmed.
package struct Password: Sendable {
    /// The bytes that are blinded; they never leave the device.
    package let bytes: SecretBytes
    /// The number of characters that a person would count.
    let characters: Int

    /// The shortest password accepted for a new account or a new password.
    package static let minimumLength = 12

    /// Takes a password that exists already.
    ///
    /// Throws for an empty one.
    package init(existing typed: SecretBytes) throws(PasswordError) {
        guard typed.count > 0 else { throw .empty }
        var copy = typed.exposedBytes()
        defer { wipe(&copy) }
        // ASCII is its own NFC, and stays out of strings, whose memory nobody wipes.
        if copy.allSatisfy({ $0 < 0x80 }) {
            bytes = typed
            characters = copy.count
            return
        }
        var composed = NormalForm.composed(copy)
        characters = String(decoding: composed, as: UTF8.self).count
        bytes = SecretBytes(wiping: &composed)
    }

    /// Takes a new password, which must be one that cannot be guessed at once.
    package init(new typed: SecretBytes, username: String) throws(PasswordError) {
        try self.init(existing: typed)
        guard characters >= Self.minimumLength else { throw .tooShort(characters) }
        guard !isCommon(username: username) else { throw .tooCommon }
    }

    /// Local checks only: a strength check that asks a server would send the password away.
    private func isCommon(username: String) -> Bool {
        var copy = bytes.exposedBytes()
        defer { wipe(&copy) }
        let folded = copy.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        if Set(folded).count < 5 { return true }
        let steps = zip(folded, folded.dropFirst()).map { Int($1) - Int($0) }
        if steps.allSatisfy({ $0 == 1 }) || steps.allSatisfy({ $0 == -1 }) { return true }
        // A pattern of up to eight characters written again and again.
        for period in 1...8 where folded.indices.dropFirst(period).allSatisfy({ folded[$0] == folded[$0 - period] }) {
            return true
        }
        let name = Array(username.lowercased().utf8)
        if name.count >= 4, folded.count - name.count < 6,
            folded.starts(with: name) || folded.reversed().starts(with: name.reversed())
        {
            return true
        }
        return Self.isDressedWord(folded, name) || Self.keyboardRuns.contains { Array($0.utf8).starts(with: folded) }
    }

    /// Whether a common word, a season or the user's name is left once years, punctuation and digits are taken from both
    /// ends and the usual digits inside are read as the letters they stand for.
    private static func isDressedWord(_ folded: [UInt8], _ name: [UInt8]) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
        let letters = folded.filter(isLetter)
        let isPlain = folded.count { isLetter($0) || (0x30...0x39).contains($0) } >= folded.count - 2
        var words = isPlain ? [letters] : []
        // `p@ssw0rd2026!`: the tail goes first, or its digits would be read as letters.
        // In front, a sign may stand for a letter as in `@dmin`, or for nothing as in `!!password`.
        for core in [folded.drop { !isLetter($0) && leet[$0] == nil }, folded.drop { !isLetter($0) }] {
            let trimmed = Array(core.reversed().drop { !isLetter($0) }.reversed())
            words.append(trimmed.map { leet[$0] ?? $0 })
        }
        // What looks like an e-mail address says no more than its first part.
        if let at = folded.firstIndex(of: UInt8(ascii: "@")) {
            let first = Array(folded[..<at])
            if first == name || commonWords.contains(String(decoding: first, as: UTF8.self)) { return true }
        }
        return words.contains { word in
            let stripped = word.filter(isLetter)
            return commonWords.contains(String(decoding: stripped, as: UTF8.self))
                || (name.count >= 3 && stripped == name)
        }
    }

    private static let leet: [UInt8: UInt8] = Dictionary(
        uniqueKeysWithValues: zip("@4310$5!7".utf8, "aaeiossit".utf8)
    )
    private static let commonWords: Set<String> = [
        "password", "passwordpassword", "passwort", "motdepasse", "azerty", "azertyuiop", "qwerty", "qwertyuiop",
        "qwertz", "letmein", "letmeinplease", "iloveyou", "iloveyouforever", "welcome", "welcomehome", "admin",
        "administrator", "changeme", "secret", "sunshine", "princess", "dragon", "monkey", "football", "baseball",
        "superman", "batman", "trustno", "master", "authenticator", "sparekey", "correcthorsebatterystaple", "abc",
        "summer", "winter", "spring", "autumn", "sommer", "herbst", "hiver", "printemps", "automne", "starwars",
        "harrypotter", "pokemon", "liverpool", "michael", "charlie", "jennifer", "whatever", "computer", "internet",
        "monmotdepasse", "test", "testtest", "testpassword", "guest", "default", "hunter", "bonjour", "soleil",
        "doudou", "chocolat",
    ]
    private static let keyboardRuns = [
        "1234567890123456789012345678901234567890", "0987654321098765432109876543210987654321",
        "qwertyuiopasdfghjklzxcvbnm1234567890", "azertyuiopqsdfghjklmwxcvbn1234567890",
        "1q2w3e4r5t6y7u8i9o0p", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop1234567890", "qwertyuiop[]asdfghjkl",
    ]
}

/// Why a password is not taken.
package enum PasswordError: Explainable {
    /// It has no characters.
    case empty
    /// It is shorter than ``Password/minimumLength``; how many characters it has.
    case tooShort(Int)
    /// It is a common word or pattern.
    case tooCommon

    package var failure: Failure {
        switch self {
        case .empty: Failure(.emptyPassword)
        case .tooShort(let count):
            Failure(.shortPassword, ["n": .number(count), "minimum": .number(Password.minimumLength)])
        case .tooCommon: Failure(.commonPassword)
        }
    }
}
