import DeviceCore
import Primitives
import Testing

/// What is taken for a password.
@Suite struct PasswordTests {
    private func problem(_ text: String, username: String = "someone") -> String? {
        do {
            _ = try Password(new: SecretBytes(utf8: text), username: username)
            return nil
        } catch {
            return error.failure.code.rawValue
        }
    }

    @Test func `an empty password is refused, new or not`() {
        #expect(problem("") == "password.empty")
        #expect(throws: PasswordError.self) { try Password(existing: SecretBytes(utf8: "")) }
    }

    @Test(arguments: ["elevenchars", "ééééééééééé", "a b c d e f"])
    func `eleven characters are too few, whatever their bytes`(text: String) {
        #expect(problem(text) == "password.too-short")
    }

    @Test(arguments: [
        "aaaaaaaaaaaaaa", "123456789012", "abcdefghijklm", "abcabcabcabcabc", "Password12345", "password!2345",
        "qwertyuiopas", "motdepasse1234", "correcthorsebatterystaple", "someonesomeone", "someone12345",
    ])
    func `what an attacker tries first is refused`(text: String) {
        #expect(problem(text) == "password.too-common")
    }

    @Test(arguments: [
        "Summer2026!!", "P@ssw0rd2026", "starwars1977", "harrypotter1", "ada@example1", "!!passw0rd!!2025",
    ])
    func `a word in the usual dress is refused`(text: String) {
        #expect(problem(text, username: "ada") == "password.too-common")
    }

    @Test(arguments: ["seven quiet green lamps", "tR7#kq-9vLpW", "les sanglots longs", "ünïcödé pässwörd"])
    func `a long password that is no pattern is taken`(text: String) {
        #expect(problem(text) == nil)
    }

    @Test func `two ways of writing an accent are one password`() throws {
        let composed = try Password(existing: SecretBytes(utf8: "caf\u{E9} cr\u{E8}me"))
        let decomposed = try Password(existing: SecretBytes(utf8: "cafe\u{301} cre\u{300}me"))
        #expect(composed.bytes == decomposed.bytes)
    }

    @Test func `nothing is trimmed`() throws {
        let plain = try Password(existing: SecretBytes(utf8: "seven quiet lamps"))
        let spaced = try Password(existing: SecretBytes(utf8: " seven quiet lamps"))
        #expect(plain.bytes != spaced.bytes)
    }
}
