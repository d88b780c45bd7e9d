import AccountAPI
import HTTPTypes

/// Says why a page cannot be shown, in words for whoever looks at it.
enum PageError: Error, Sendable {
    /// The form or address belongs to another browser, is too old, or was changed.
    case stale
    /// Another site has sent the form.
    case otherSite
    /// There were too many tries for the name.
    case tooManyAttempts(seconds: Int)
    /// There were too many tries from the address, for any name.
    case tooManyFromAddress(seconds: Int)
    /// No application has this identifier, or it signs nobody in.
    case unknownApplication
    /// The application has not registered the address that it wants people to be sent back to.
    case wrongRedirect
    /// The application's request cannot be read.
    case invalidRequest
    /// The account may not see the page.
    case notAllowed
    /// There is no such page, or what it shows is gone.
    case notFound
    /// The service does not know the address under which it is reached.
    case noPublicURL
    /// The service failed.
    case failed

    /// Describes a problem that a rule has found.
    init(_ problem: Problem) {
        self =
            switch problem.code {
            case .tooManyAttempts: .tooManyAttempts(seconds: problem.retryAfter ?? 60)
            case .tooManyFromAddress: .tooManyFromAddress(seconds: problem.retryAfter ?? 60)
            case .noSuchDevice, .notFound: .notFound
            case .invalidRequest, .tooLarge: .stale
            default: .failed
            }
    }

    /// Seconds until another try makes sense.
    var retryAfter: Int? {
        switch self {
        case .tooManyAttempts(let seconds), .tooManyFromAddress(let seconds): seconds
        default: nil
        }
    }

    /// The name of its words.
    var key: String {
        switch self {
        case .stale: "stale"
        case .otherSite: "otherSite"
        case .tooManyAttempts: "tooManyAttempts"
        case .tooManyFromAddress: "tooManyFromAddress"
        case .unknownApplication: "unknownApplication"
        case .wrongRedirect: "wrongRedirect"
        case .invalidRequest: "invalidRequest"
        case .notAllowed: "notAllowed"
        case .notFound: "notFound"
        case .noPublicURL: "noPublicURL"
        case .failed: "failed"
        }
    }

    /// The stable code, to be quoted.
    var code: String {
        switch self {
        case .stale: "page.stale"
        case .otherSite: "page.other-site"
        case .tooManyAttempts: "signin.too-many-attempts"
        case .tooManyFromAddress: "address.too-many-attempts"
        case .unknownApplication: "client.unknown"
        case .wrongRedirect: "client.wrong-redirect"
        case .invalidRequest: "request.invalid"
        case .notAllowed: "page.not-allowed"
        case .notFound: "page.not-found"
        case .noPublicURL: "service.no-public-url"
        case .failed: "service.internal"
        }
    }

    /// The HTTP status.
    var status: HTTPResponse.Status {
        switch self {
        case .stale, .unknownApplication, .wrongRedirect, .invalidRequest: .badRequest
        case .otherSite, .notAllowed: .forbidden
        case .tooManyAttempts, .tooManyFromAddress: .tooManyRequests
        case .notFound: .notFound
        case .noPublicURL: .serviceUnavailable
        case .failed: .internalServerError
        }
    }
}
