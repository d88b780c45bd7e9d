/// What a request asks for, RFC 9110 section 9 and, for folders, RFC 4918 section 9.
package struct HTTPMethod: Sendable, Hashable {
    /// The name, as it is sent.
    package let rawValue: String

    /// A method by its name.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Fetches.
    package static let GET = HTTPMethod(rawValue: "GET")
    /// Asks what fetching would say.
    package static let HEAD = HTTPMethod(rawValue: "HEAD")
    /// Hands something over.
    package static let POST = HTTPMethod(rawValue: "POST")
    /// Stores.
    package static let PUT = HTTPMethod(rawValue: "PUT")
    /// Removes.
    package static let DELETE = HTTPMethod(rawValue: "DELETE")
    /// Makes a folder.
    package static let MKCOL = HTTPMethod(rawValue: "MKCOL")
    /// Renames.
    package static let MOVE = HTTPMethod(rawValue: "MOVE")
    /// Lists a folder.
    package static let PROPFIND = HTTPMethod(rawValue: "PROPFIND")

    /// Whether it changes nothing at the server, RFC 9110 section 9.2.1, so that it may be sent twice.
    package var isSafe: Bool { [.GET, .HEAD, .PROPFIND].contains(self) }

    /// Whether a request without a body says nothing of its length.
    package var goesWithoutBody: Bool { [.GET, .HEAD, .DELETE].contains(self) }
}
