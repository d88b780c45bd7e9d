package import HTTPExchange

/// What the pages answer: a page, a redirect, a job that tells its steps, or news for as long as a page is open.
package struct PageResponse: Sendable {
    /// What became of the request.
    package var status: PageStatus
    /// What the browser has to know of it.
    package var headers: HTTPHeaders
    /// What it shows.
    package var body: Body
    /// Whether the browser is shut out from here on: it has to be let in again.
    package var shutsOut = false

    /// What is shown.
    package enum Body: Sendable {
        /// The whole of it.
        case bytes([UInt8])
        /// A page that grows while its work is done.
        case job(PageJob)
        /// What a script of an open page hears.
        case news(PageNews)
    }

    /// Something of a media type.
    init(_ status: PageStatus = .ok, type: String, _ body: Body) {
        self.status = status
        headers = ["Content-Type": type]
        self.body = body
    }

    /// The way to another page, which is fetched whatever the method was.
    static func redirect(to address: String) -> PageResponse {
        var response = PageResponse(.seeOther, type: "", .bytes([]))
        response.headers = ["Location": address]
        return response
    }
}
