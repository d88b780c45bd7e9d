import Encodings
import OutsideText

extension StorageKind {
    /// A bucket at AWS or on a server of its kind.
    package static let s3 = StorageKind(
        name: "s3",
        schemes: ["s3"],
        fields: [S3Fields.bucket, S3Fields.endpoint, S3Fields.region, S3Fields.key, S3Fields.secret],
        read: { _, rest, base throws(StorageLocationError) in
            do throws(StorageLocationError) {
                return StorageAddress(try S3Address(rest: rest, base: base))
            } catch {
                throw error == .malformed ? .noS3Location : error
            }
        },
        location: S3Fields.location
    )
}

/// What a form asks for a bucket.
private enum S3Fields {
    static let bucket = StorageField("bucket", example: "my-bucket/sparekey")
    static let endpoint = StorageField("endpoint", .address, hasHint: true, example: "https://s3.example.org")
    static let region = StorageField("region", example: "us-east-1")
    static let key = StorageField("key")
    static let secret = StorageField("secret", .secret)

    @Sendable static func location(_ typed: TypedFields) -> String? {
        guard !typed[bucket].isEmpty else { return nil }
        let account = typed[key].isEmpty ? "" : PercentEncoding.encode(typed[key]) + "@"
        var options: [String] = []
        if !typed[endpoint].isEmpty { options.append("endpoint=" + typed[endpoint]) }
        if !typed[region].isEmpty { options.append("region=" + typed[region]) }
        return "s3://\(account)\(typed[bucket])" + (options.isEmpty ? "" : "?" + options.joined(separator: "&"))
    }
}

extension StorageAddress {
    /// What the address of a bucket says.
    fileprivate init(_ address: S3Address) {
        let host = address.endpoint?.host ?? "amazonaws.com"
        let isSecureHere = address.endpoint?.isSecureHere == true
        self.init(
            text: address.text,
            place: address.bucket,
            providerWords: HostWords.telling(host) + (host.ends(with: "amazonaws.com") ? ["aws"] : []),
            withoutEncryption: isSecureHere
                ? "s3:" + address.text.replaced("endpoint=https:", by: "endpoint=http:") : nil,
            storage: { password, system throws(StorageLocationError) in
                try address.storage(password: password, network: system.network)
            }
        )
    }
}
