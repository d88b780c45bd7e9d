import Encodings
import OutsideText
import Primitives

/// Hashes, codes and derived keys, in hexadecimal.
enum ReadHashes {
    /// The answer to `ALGORITHM hash MESSAGE`, `ALGORITHM hmac KEY MESSAGE` or `ALGORITHM hkdf LENGTH IKM SALT INFO`; the
    /// bytes are in hexadecimal, and `-` stands for none.
    static func answer(_ order: String) -> String {
        let parts = order.pieces(at: " ")
        guard parts.count >= 3 else { return "?" }
        if parts[0].isSame(as: "SHA1") { return answer(parts[1], parts[2...], SHA1.self) }
        if parts[0].isSame(as: "SHA256") { return answer(parts[1], parts[2...], SHA256.self) }
        if parts[0].isSame(as: "SHA512") { return answer(parts[1], parts[2...], SHA512.self) }
        return "?"
    }

    private static func answer<Hash: HashFunction>(
        _ kind: Substring,
        _ parts: ArraySlice<Substring>,
        _: Hash.Type
    ) -> String {
        if kind.isSame(as: "hkdf"), parts.count == 4, let length: Int = parts[parts.startIndex].number() {
            let inputs = parts.dropFirst().map(bytes)
            let key = HKDF<Hash>.deriveKey(
                inputKeyMaterial: inputs[0],
                salt: inputs[1],
                info: inputs[2],
                outputByteCount: length
            )
            return Hex.encode(key.exposedBytes())
        }
        let inputs = parts.map(bytes)
        if kind.isSame(as: "hmac"), inputs.count == 2 {
            return Hex.encode(HMAC<Hash>.authenticationCode(for: inputs[1], using: inputs[0]))
        }
        return kind.isSame(as: "hash") && inputs.count == 1 ? Hex.encode(Hash.hash(inputs[0])) : "?"
    }

    private static func bytes(_ digits: Substring) -> [UInt8] { Hex.decode(digits) ?? [] }
}
