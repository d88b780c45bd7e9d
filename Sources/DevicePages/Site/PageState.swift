import Encodings
import Primitives

/// What a form goes on with: it travels in the form, sealed, and nothing of it stays here.
///
/// It is sealed under a key that this program alone has, for one browser, one purpose and a time. Whoever holds the page
/// can neither read it nor change it nor hand it to another form, and two windows have one each.
enum PageState {
    /// What a state is for; the name is sealed along.
    enum Purpose: String, Sendable {
        /// An act that waits until an account service was shown enough for it.
        case act
        /// A recovery code that is shown and waits to be typed back.
        case recoveryCode = "recovery-code"

        /// How many seconds it waits: a code is written down by hand.
        var lifetime: Int64 { self == .act ? 15 * 60 : 60 * 60 }
    }

    /// The longest that is read, in bytes of its text.
    static let limit = 256 * 1024
    private static let timeLength = 8

    /// Seals what a form goes on with until a time; `browser` is the token of its forms.
    static func seal(
        _ content: SecretBytes,
        for purpose: Purpose,
        of browser: String,
        until end: Instant,
        key: SecretBytes
    ) -> String {
        let nonce = randomBytes(count: XChaCha20Poly1305.nonceLength)
        let time = (0..<timeLength).map { UInt8(truncatingIfNeeded: end.milliseconds >> (56 - 8 * $0)) }
        let data = additionalData(purpose, browser, end)
        // The lengths are ours; a form that carries nothing goes on with nothing.
        let sealed = try? XChaCha20Poly1305.seal(content, key: key, nonce: nonce, additionalData: data)
        return sealed.map { Base64.encodeForURL(nonce + time + $0) } ?? ""
    }

    /// What was sealed, and until when; nil for anything that was not sealed just so.
    static func open(
        _ text: String,
        for purpose: Purpose,
        of browser: String,
        key: SecretBytes
    ) -> (content: SecretBytes, end: Instant)? {
        let head = XChaCha20Poly1305.nonceLength + timeLength
        guard text.utf8.count <= limit, let bytes = Base64.decodeForURL(text), bytes.count >= head else { return nil }
        let time = bytes[XChaCha20Poly1305.nonceLength..<head].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        let end = Instant(milliseconds: time)
        let content = try? XChaCha20Poly1305.open(
            Array(bytes[head...]),
            key: key,
            nonce: Array(bytes.prefix(XChaCha20Poly1305.nonceLength)),
            additionalData: additionalData(purpose, browser, end)
        )
        return content.map { ($0, end) }
    }

    /// What tells a state apart, however its last digit was written: the nonce, as the text has it.
    static func name(of text: String) -> String {
        String(decoding: text.utf8.prefix(XChaCha20Poly1305.nonceLength / 3 * 4), as: UTF8.self)
    }

    private static func additionalData(_ purpose: Purpose, _ browser: String, _ end: Instant) -> [UInt8] {
        Array("sparekey page-state/v1\n\(purpose.rawValue)\n\(end.milliseconds)\n\(browser)".utf8)
    }
}
