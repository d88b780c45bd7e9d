import Encodings
import HTTPExchange
import OutsideText

extension S3Storage {
    private static let pageLimit = 8 << 20
    /// More than any backup holds; a server that never stops is not followed for ever.
    private static let pagesLimit = 1000

    func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName] {
        let prefix = (address.prefix + (backup.map { [$0.rawValue] } ?? [])).map { $0 + "/" }.joined()
        var names: [ObjectName] = []
        var token: String?
        for _ in 0..<Self.pagesLimit {
            let page = try page(prefix: prefix, token: token)
            names += page.keys.compactMap(name)
            guard let next = page.next else { return names }
            guard next != token else { throw .badAnswer(200) }
            token = next
        }
        throw .tooLarge
    }

    private func page(prefix: String, token: String?) throws(StorageError) -> S3Page {
        // Encoded, so that the name of some other object cannot break the document.
        var query = ["list-type": "2", "prefix": prefix, "encoding-type": "url"]
        query["continuation-token"] = token
        let answer = try send(.GET, [], query: query, limit: Self.pageLimit)
        switch answer.status {
        case 200:
            guard let page = S3Page(answer.body) else { throw .badAnswer(200) }
            return page
        case 404: throw .notThere
        default: throw StorageError(s3: answer)
        }
    }

    /// Nil for the key of anything but a snapshot right below the prefix.
    private func name(_ key: String) -> ObjectName? {
        let parts = key.pieces(at: "/", keepingEmpty: true)
        guard parts.count == address.prefix.count + 2 else { return nil }
        return ObjectName(parts.suffix(2).joined(separator: "/"))
    }
}

/// A part of a listing, the answer to `ListObjectsV2`.
struct S3Page: Sendable {
    let keys: [String]
    /// What the next part is asked for with; nil for the last one.
    let next: String?

    /// Nil unless it is an answer in its documented form.
    init?(_ document: [UInt8]) {
        guard let root = MarkupElement(document), root.name == "ListBucketResult" else { return nil }
        keys = root.all("Contents").compactMap { $0.first("Key").flatMap { PercentEncoding.decode($0.text) } }
        guard root.first("IsTruncated")?.text == "true" else {
            next = nil
            return
        }
        guard let token = root.first("NextContinuationToken")?.text, !token.isEmpty else { return nil }
        next = token
    }
}
