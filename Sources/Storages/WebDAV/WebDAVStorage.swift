import Encodings
import HTTPExchange
import OutsideText
import Primitives

/// A WebDAV folder as storage, RFC 4918.
///
/// Of the ways to keep a name from being overwritten only `MOVE` with `Overwrite: F` is the same on all servers, so
/// an object is sent under a temporary name and then moved to its own. Some servers look first and move then, so of
/// two that move to one name in the same instant the later may win; names are random, and an object is always whole.
final class WebDAVStorage: BackupStorage {
    // No dot in front: nginx would not list it, and it would never be swept up.
    static let temporaryPrefix = "new-"
    /// A temporary file this old belongs to a writer that was killed.
    static let leftoverAge: Int64 = 3600

    let address: WebDAVAddress
    private let password: SecretBytes?
    private let client: StorageClient

    init(address: WebDAVAddress, password: SecretBytes?, network: StorageNetwork) {
        self.address = address
        self.password = password
        client = StorageClient(network)
    }

    func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError) {
        try makeFolder(address.root + [name.backup.rawValue])
        let temporary = address.file([name.backup.rawValue, Self.temporaryPrefix + Hex.encode(randomBytes(count: 16))])
        do throws(StorageError) {
            try put(bytes, at: temporary)
            try publish(temporary, as: [name.backup.rawValue, name.leaf])
        } catch {
            // A server that does not answer is not made to be waited for once more.
            if error != .unreachable { _ = try? send(.DELETE, temporary) }
            throw error
        }
        removeLeftovers(of: name.backup)
    }

    func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8] {
        let answer = try send(.GET, address.file([name.backup.rawValue, name.leaf]), limit: limit)
        guard answer.status == 200 else { throw StorageError(answer) }
        return answer.body
    }

    func remove(_ name: ObjectName) throws(StorageError) {
        let answer = try send(.DELETE, address.file([name.backup.rawValue, name.leaf]))
        guard answer.status == 200 || answer.status == 204 else {
            throw answer.status == 405 ? .readOnly : StorageError(answer)
        }
    }

    func forget(_ backup: BackupID) {
        // The server removes what is in a folder with it, so that only one that is seen empty is removed.
        guard let listing = try? items(in: [backup.rawValue]), listing.items.count == 1,
            listing.items[0].isFolder
        else { return }
        _ = try? send(.DELETE, address.folder(address.root + [backup.rawValue]))
    }

    func send(
        _ method: HTTPMethod,
        _ url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        limit: Int = 1 << 16
    ) throws(StorageError) -> HTTPAnswer {
        var call = HTTPCall(method: method, url: url, headers: headers, body: body)
        if let user = address.user, let password {
            let credentials = SecretBytes(concatenating: Array((user + ":").utf8), password)
            var bytes = credentials.exposedBytes()
            let encoded = Base64.encode(bytes)
            wipe(&bytes)
            call.headers.add(name: "Authorization", value: "Basic " + encoded)
        }
        return try client.send(call, limit: limit)
    }

    private func put(_ bytes: [UInt8], at url: String) throws(StorageError) {
        let answer = try send(.PUT, url, headers: ["Content-Type": "application/octet-stream"], body: bytes)
        guard [200, 201, 204].contains(answer.status) else { throw StorageError(saving: answer) }
    }

    /// Gives a finished file its name unless the name is taken.
    private func publish(_ temporary: String, as name: [String]) throws(StorageError) {
        let destinations = destinations(name)
        var answer = try move(temporary, to: destinations[0])
        for destination in destinations.dropFirst() where answer.status == 502 {
            let other = try move(temporary, to: destination)
            // If the form was not why, the request before may have been carried out, and the temporary file is gone.
            guard other.status != 404 else { throw .unreachable }
            // A form that a server does not read at all says nothing of why it refused the one before.
            if other.status != 400 { answer = other }
        }
        switch answer.status {
        case 201, 204: return
        // The file itself could be written, so it is neither the password nor the folder.
        case 403, 405, 501: throw .noRenaming
        default: throw StorageError(saving: answer)
        }
    }

    /// The forms of a file's address, RFC 4918 section 10.3, for servers that take one of them for another server's and
    /// answer 502: Apache wants the whole address; behind a proxy that does not pass the name on, the path alone is right;
    /// behind one that ends TLS, a server knows itself by http.
    private func destinations(_ name: [String]) -> [String] {
        let whole = address.file(name)
        let path = PercentEncoding.path(address.root + name)
        guard address.origin.isSecure else { return [whole, path] }
        let plain = whole.without(prefix: "https:").map { "http:\($0)" }
        return [whole, plain ?? whole, path]
    }

    private func move(_ temporary: String, to destination: String) throws(StorageError) -> HTTPAnswer {
        try send(.MOVE, temporary, headers: ["Destination": destination, "Overwrite": "F"])
    }
}

extension StorageError {
    /// What a status says of a file that was to be made: no folder for it, or no right to.
    init(saving answer: HTTPAnswer) {
        switch answer.status {
        case 404, 409: self = .notThere
        case 405: self = .readOnly
        default: self.init(answer)
        }
    }
}
