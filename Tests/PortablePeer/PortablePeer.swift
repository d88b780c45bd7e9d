// portable-peer does with texts what the portable modules can do with them, on a device and in WebAssembly alike, so that
// both can be compared. It reads lines from standard input, each a kind and a text in hexadecimal, and answers each with
// what was read, in hexadecimal; it is for tests only.

import Encodings
import OutsideText

@main
enum PortablePeer {
    static func main() {
        while let line = nextLine() {
            guard let (kind, digits) = line.cut(at: " "), let bytes = Hex.decode(digits) else {
                print("?")
                continue
            }
            let found =
                if let plain = kind.without(prefix: "changed-") {
                    Changes.answers(bytes) { answer(String(plain), $0) }
                } else {
                    answer(String(kind), bytes)
                }
            print(Hex.encode(found.utf8))
        }
    }

    private static func answer(_ kind: String, _ bytes: [UInt8]) -> String {
        switch kind {
        case "json": ReadJSON.answer(bytes)
        case "xml": ReadMarkup.answer(bytes)
        case "codecs": ReadCodecs.answer(bytes)
        case "text": ReadText.answer(String(decoding: bytes, as: UTF8.self))
        case "otpauth": ReadAddresses.answer(String(decoding: bytes, as: UTF8.self))
        case "hashes": ReadHashes.answer(String(decoding: bytes, as: UTF8.self))
        case "cipher": ReadCiphers.cipher(String(decoding: bytes, as: UTF8.self))
        case "stretched": ReadCiphers.stretched(String(decoding: bytes, as: UTF8.self))
        case "group": ReadCiphers.group(String(decoding: bytes, as: UTF8.self))
        case "random": ReadCiphers.random(String(decoding: bytes, as: UTF8.self))
        case "opaque": RunOPAQUE.answer(String(decoding: bytes, as: UTF8.self))
        case "open-vault": OpenSealed.vault(bytes)
        case "device-bound": OpenSealed.deviceBound(bytes)
        case "open-snapshot": OpenSealed.snapshot(bytes)
        case "snapshot": ReadSealed.snapshot(bytes)
        case "vault": ReadSealed.vault(bytes)
        case "contents": ReadSealed.contents(bytes)
        case "code": ReadAddresses.code(String(decoding: bytes, as: UTF8.self))
        default: "?"
        }
    }
}
