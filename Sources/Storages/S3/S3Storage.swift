import Encodings
import HTTPExchange
import Primitives

/// A bucket as storage.
///
/// Names are never used twice; that a server can refuse to overwrite one is an extra, which not all do.
final class S3Storage: BackupStorage {
    let address: S3Address
    private let signature: AWSSignature
    private let client: StorageClient
    private let network: StorageNetwork

    init(address: S3Address, credentials: S3Credentials, network: StorageNetwork) {
        self.address = address
        signature = AWSSignature(credentials: credentials, region: address.region)
        client = StorageClient(network)
        self.network = network
    }

    func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError) {
        // Holds on every server; the condition below then also holds between this moment and the next.
        guard try !exists(name) else { throw .alreadyExists }
        if !network.notes.isUnconditional(address.origin.description) {
            let answer = try put(bytes, name, isConditional: true)
            guard S3Failure(answer).isUnknownCondition else {
                guard answer.status == 200 else { throw StorageError(s3: answer) }
                return
            }
        }
        let answer = try put(bytes, name, isConditional: false)
        guard answer.status == 200 else { throw StorageError(s3: answer) }
        network.notes.noteUnconditional(address.origin.description)
    }

    func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8] {
        let answer = try send(.GET, key(name), limit: limit)
        guard answer.status == 200 else { throw StorageError(s3: answer) }
        return answer.body
    }

    func remove(_ name: ObjectName) throws(StorageError) {
        // S3 says of every name that it is removed now.
        guard try exists(name) else { throw .notFound }
        let answer = try send(.DELETE, key(name))
        guard answer.status == 204 || answer.status == 200 else { throw StorageError(s3: answer) }
    }

    func send(
        _ method: HTTPMethod,
        _ key: [String],
        query: [String: String] = [:],
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        limit: Int = 1 << 16
    ) throws(StorageError) -> HTTPAnswer {
        let path = address.path(key)
        let query = AWSSignature.query(query)
        let url = address.origin.description + path + (query.isEmpty ? "" : "?" + query)
        var call = HTTPCall(method: method, url: url, headers: headers, body: body)
        call.headers.add(name: "Host", value: address.origin.authority)
        call.headers.add(name: "x-amz-date", value: AWSSignature.timestamp(network.now()))
        call.headers.add(name: "x-amz-content-sha256", value: AWSSignature.payloadHash(body))
        if let token = signature.credentials.token {
            let text = token.exposedText
            call.headers.add(name: "x-amz-security-token", value: text)
        }
        let proof = signature.authorization(method: method, path: path, query: query, headers: call.headers)
        call.headers.add(name: "Authorization", value: proof)
        return try client.send(call, limit: limit)
    }

    private func put(_ bytes: [UInt8], _ name: ObjectName, isConditional: Bool) throws(StorageError) -> HTTPAnswer {
        var headers: HTTPHeaders = ["Content-Type": "application/octet-stream"]
        if isConditional { headers.add(name: "If-None-Match", value: "*") }
        return try send(.PUT, key(name), headers: headers, body: bytes)
    }

    private func exists(_ name: ObjectName) throws(StorageError) -> Bool {
        let answer = try send(.HEAD, key(name))
        switch answer.status {
        case 200: return true
        case 404: return false
        default: throw StorageError(s3: answer)
        }
    }

    private func key(_ name: ObjectName) -> [String] {
        address.prefix + [name.backup.rawValue, name.leaf]
    }
}
