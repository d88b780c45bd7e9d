package import HTTPExchange
import WebPages

/// What somebody who was let in asks of the pages.
package struct PageRequest: Sendable {
    /// What is to be done.
    package let method: HTTPMethod
    /// The path, as it was sent: `/accounts/07/rename`.
    package let path: String
    /// What stands behind the question mark, as it was sent; empty where there is none.
    package var query = ""
    /// The languages that the browser asks for, as its header has them.
    package var languages = ""
    /// The tag of an asset that the browser has already; nil where it has none.
    package var knownTag: String?
    /// What the forms of this browser's pages carry; nil before it is let in.
    package var formToken: String?
    /// What was sent along; nil where that is longer than ``PageSite/limit(of:)``.
    package var body: [UInt8]? = []

    /// A request with nothing but its method and its path.
    package init(_ method: HTTPMethod, _ path: String) {
        self.method = method
        self.path = path
    }

    /// The fields of the query; none where they cannot be decoded.
    var fields: FormFields { FormFields(query) ?? FormFields() }
}
