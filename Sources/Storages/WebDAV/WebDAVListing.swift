import Encodings
import HTTPExchange
import OutsideText

/// What a folder holds, and the folder itself, as `PROPFIND` tells it.
struct WebDAVListing: Sendable {
    struct Item: Sendable {
        /// The last part of the path.
        let name: String
        let isFolder: Bool
        let modified: Instant?
    }

    static let empty = WebDAVListing(items: [], now: nil)

    let items: [Item]
    /// The time by the server's clock, which the times of files are compared with.
    let now: Instant?

    private init(items: [Item], now: Instant?) {
        self.items = items
        self.now = now
    }

    /// Nil unless it is an answer in the form of RFC 4918 section 14.16.
    init?(_ answer: HTTPAnswer) {
        guard let root = MarkupElement(answer.body), root.name == "multistatus" else { return nil }
        now = answer.headers.first(name: "Date").flatMap(HTTPTime.parse)
        items = root.all("response").compactMap { response in
            // An address or a path, as the server likes, and perhaps not under the name that this device knows it by.
            let address = response.first("href")?.text.trimmed()
            guard let last = address?.pieces(at: "/").last, let name = PercentEncoding.decode(last) else {
                return nil
            }
            let modified = response.find("getlastmodified").map { String($0.text.trimmed()) }
            return Item(
                name: name,
                isFolder: response.find("resourcetype")?.first("collection") != nil,
                modified: modified.flatMap(HTTPTime.parse)
            )
        }
    }
}
