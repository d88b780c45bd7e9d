import Encodings
import HTTPExchange
import OutsideText
import Primitives

/// Signs requests as AWS Signature Version 4 says for S3, where each segment of the path is encoded once.
struct AWSSignature: Sendable {
    let credentials: S3Credentials
    let region: String

    /// The hash of a body, which is signed and sent along.
    static func payloadHash(_ body: [UInt8]) -> String {
        Hex.encode(SHA256.hash(body))
    }

    /// The value of `x-amz-date`.
    static func timestamp(_ date: Instant) -> String {
        let parts = date.calendar
        let day = (parts.year * 100 + parts.month) * 100 + parts.day
        let time = (parts.hour * 100 + parts.minute) * 100 + parts.second
        return digits(day, 8) + "T" + digits(time, 6) + "Z"
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    /// A query in the form that is signed, which is also the one to send.
    static func query(_ parameters: [String: String]) -> String {
        parameters
            .map { (PercentEncoding.encode($0.key), PercentEncoding.encode($0.value)) }
            .sorted { Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8)) }
            .map { $0.0 + "=" + $0.1 }
            .joined(separator: "&")
    }

    /// The value of the header `Authorization`; signs all of `headers`, which must hold `Host`, `x-amz-date` and
    /// `x-amz-content-sha256`.
    func authorization(
        method: HTTPMethod,
        path: String,
        query: String,
        headers: HTTPHeaders
    ) -> String {
        let timestamp = headers.first(name: "x-amz-date") ?? ""
        let fields = headers.fields.map { (name: $0.name.lowercased(), value: Self.trimmed($0.value)) }
            .sorted { $0.name < $1.name }
        let names = fields.map { $0.name }.joined(separator: ";")
        let request = [
            method.rawValue,
            path,
            query,
            fields.map { $0.name + ":" + $0.value + "\n" }.joined(),
            names,
            headers.first(name: "x-amz-content-sha256") ?? "",
        ].joined(separator: "\n")

        let day = String(timestamp.prefix(8))
        let scope = [day, region, "s3", "aws4_request"]
        let text = [
            "AWS4-HMAC-SHA256",
            timestamp,
            scope.joined(separator: "/"),
            Hex.encode(SHA256.hash(Array(request.utf8))),
        ].joined(separator: "\n")

        var key = SecretBytes(concatenating: Array("AWS4".utf8), credentials.secret)
        for part in scope {
            var next = Self.code(part, key)
            key = SecretBytes(wiping: &next)
        }
        let signature = Hex.encode(Self.code(text, key))
        let credential = credentials.accessKey + "/" + scope.joined(separator: "/")
        return "AWS4-HMAC-SHA256 Credential=\(credential),SignedHeaders=\(names),Signature=\(signature)"
    }

    private static func code(_ text: String, _ key: SecretBytes) -> [UInt8] {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }

    /// Without spaces around it, and with one where there are many.
    private static func trimmed(_ value: String) -> String {
        value.pieces(at: " ").joined(separator: " ")
    }
}
