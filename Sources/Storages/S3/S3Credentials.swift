import Primitives

/// What requests are signed with.
struct S3Credentials: Sendable {
    let accessKey: String
    let secret: SecretBytes
    /// Goes with temporary credentials.
    let token: SecretBytes?

    /// Reads a password: the secret access key, and a session token on a second line where there is one.
    ///
    /// Where the location names no access key, the first line is `ACCESSKEY:SECRET`.
    init(accessKey: String?, password: SecretBytes) throws(StorageLocationError) {
        var bytes = password.exposedBytes()
        defer { wipe(&bytes) }
        let lines = bytes.indices.split(maxSplits: 1) { bytes[$0] == 0x0A }.map { line in
            let end = line.last.map { bytes[$0] == 0x0D ? $0 : $0 + 1 } ?? line.startIndex
            return line.startIndex..<end
        }
        guard let first = lines.first, !first.isEmpty else { throw .passwordNeeded }
        var secret = first
        if let accessKey {
            self.accessKey = accessKey
        } else {
            guard let colon = first.first(where: { bytes[$0] == 0x3A }), colon > first.lowerBound else {
                throw .noAccessKey
            }
            self.accessKey = String(decoding: bytes[first.lowerBound..<colon], as: UTF8.self)
            secret = (colon + 1)..<first.upperBound
        }
        guard !secret.isEmpty else { throw .passwordNeeded }
        self.secret = password.slice(secret)
        let rest = lines.count == 2 ? lines[1] : 0..<0
        let token = rest.prefix { bytes[$0] != 0x0A && bytes[$0] != 0x0D }
        self.token = token.isEmpty ? nil : password.slice(token.startIndex..<token.endIndex)
    }
}
