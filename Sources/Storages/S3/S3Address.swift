import Encodings
import OutsideText
import Primitives

/// `s3://ACCESSKEY@bucket/prefix?endpoint=https://…&region=…&style=path|virtual&ca=/file.pem`; without an endpoint
/// the bucket is at AWS.
struct S3Address: Sendable, Hashable {
    /// Where the bucket's name stands in an address.
    enum Style: String, Sendable {
        /// First in the path.
        case path
        /// In front of the server's name.
        case virtual
    }

    /// Part of the credentials, but no secret; nil where it comes with the secret.
    let accessKey: String?
    let bucket: String
    /// What all names begin with.
    let prefix: [String]
    /// Nil for AWS.
    let endpoint: HTTPOrigin?
    /// What lies before the bucket in addresses, for servers behind a path.
    let endpointPath: [String]
    let region: String
    let style: Style
    /// A file with the certificates to trust instead of the system's.
    let certificates: String?
    /// The server to send to.
    let origin: HTTPOrigin

    init(rest: String, base: PathBase) throws(StorageLocationError) {
        let address = try NetworkAddress(rest)
        try address.allow(["endpoint", "region", "style", "ca"])
        guard address.port == nil, Self.isBucket(address.host) else { throw .noBucket }
        accessKey = address.user
        bucket = address.host
        prefix = address.path
        (endpoint, endpointPath) = try Self.endpoint(address.query["endpoint"])
        region = address.query["region"] ?? Self.defaultRegion
        guard !region.utf8.contains(where: { !Self.isRegionByte($0) }) else { throw .malformed }
        guard
            let style = address.query["style"].map(Style.init(rawValue:))
                ?? Self.defaultStyle(bucket: bucket, endpoint: endpoint)
        else {
            throw .malformed
        }
        self.style = style
        certificates = address.query["ca"].map(base.absolute)
        let server = endpoint ?? HTTPOrigin(secureHost: Self.awsHost(region))
        origin = style == .virtual ? server.subdomain(bucket) : server
    }

    var text: String {
        let user = accessKey.map { PercentEncoding.encode($0) + "@" } ?? ""
        var options: [String] = []
        if let endpoint {
            let whole = endpoint.description + PercentEncoding.path(endpointPath)
            options.append("endpoint=" + PercentEncoding.encode(whole, keeping: ":/[]"))
        }
        if region != Self.defaultRegion { options.append("region=" + region) }
        if style != Self.defaultStyle(bucket: bucket, endpoint: endpoint) { options.append("style=" + style.rawValue) }
        if let certificates { options.append("ca=" + PercentEncoding.encode(certificates, keeping: "/")) }
        let query = options.isEmpty ? "" : "?" + options.joined(separator: "&")
        return "//" + user + bucket + PercentEncoding.path(prefix) + query
    }

    func storage(
        password: SecretBytes?,
        network: (_ certificates: String?) throws(StorageLocationError) -> StorageNetwork
    ) throws(StorageLocationError) -> any BackupStorage {
        guard let password else { throw .passwordNeeded }
        let credentials = try S3Credentials(accessKey: accessKey, password: password)
        let network = try network(certificates)
        return RetryingStorage(S3Storage(address: self, credentials: credentials, network: network), network)
    }

    /// The path of an object, or of the bucket itself for no key.
    func path(_ key: [String]) -> String {
        let path = PercentEncoding.path(endpointPath + (style == .path ? [bucket] : []) + key)
        return path.isEmpty ? "/" : path
    }

    private static let defaultRegion = "us-east-1"

    private static func awsHost(_ region: String) -> String {
        "s3.\(region).amazonaws.com" + (region.begins(with: "cn-") ? ".cn" : "")
    }

    /// AWS wants the name in front, which no certificate covers if it has a dot; other servers are known by one name.
    private static func defaultStyle(bucket: String, endpoint: HTTPOrigin?) -> Style {
        endpoint != nil || bucket.holds(".") ? .path : .virtual
    }

    /// The server of an address as a person types it; `s3.example.org` means https.
    private static func endpoint(_ text: String?) throws(StorageLocationError) -> (HTTPOrigin?, [String]) {
        guard let text else { return (nil, []) }
        let parts = (text.holds("://") ? text : "https://\(text)").pieces(at: ":", most: 2)
        let scheme = parts[0].lowercased()
        guard parts.count == 2, scheme == "https" || scheme == "http" else { throw .noS3Server }
        do throws(StorageLocationError) {
            let address = try NetworkAddress(parts[1])
            try address.allow([])
            guard address.user == nil else { throw .noS3Server }
            let origin = try HTTPOrigin(isSecure: scheme == "https", host: address.host, port: address.port)
            return (origin, address.path)
        } catch {
            throw error == .malformed ? .noS3Server : error
        }
    }

    private static func isBucket(_ name: String) -> Bool {
        (3...255).contains(name.utf8.count) && !name.begins(with: "[")
    }

    private static func isRegionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }
}
