import Encodings

/// Bytes in each encoding, and what each encoding reads them as.
enum ReadCodecs {
    static func answer(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        var answer = "\(Base32.encode(bytes)) \(Base64.encode(bytes)) \(Base64.encodeForURL(bytes)) "
        answer += Hex.encode(bytes) + " " + shown(Base64.decode(text)) + " " + shown(Base64.decodeForURL(text))
        answer += " " + shown(Hex.decode(text))
        if let base32 = try? Base32.decode(text) {
            answer += " " + shown(base32.bytes) + (base32.isRegular ? " regular" : " irregular")
        } else {
            answer += " -"
        }
        answer += " " + shown(PercentEncoding.decode(text).map { Array($0.utf8) })
        answer += " " + shown(PercentEncoding.decodeLeniently(bytes[...]))
        return answer + " " + PercentEncoding.encode(text) + " " + PercentEncoding.path([text, text])
    }

    private static func shown(_ bytes: [UInt8]?) -> String {
        bytes.map { "=" + Hex.encode($0) } ?? "-"
    }
}
