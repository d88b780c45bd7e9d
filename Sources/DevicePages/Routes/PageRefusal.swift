package import HTTPExchange

/// Why a request is not answered.
package enum PageRefusal: Error {
    /// The request names another host than ours.
    case foreignHost
    /// The browser was not let in, or too long ago.
    case notLetIn
    /// Another site has caused the request.
    case foreignOrigin
    /// The form is none of a page that this browser was shown.
    case foreignForm
    /// The vault's passphrase must be typed first.
    case locked
    /// No page has this path.
    case notFound
    /// The path has other methods.
    case otherMethod([HTTPMethod])
    /// What was sent cannot be read.
    case badRequest
    /// What was sent is longer than anything that is typed.
    case tooLong
}
