import DeviceCore

/// What became of a request, as HTTP counts it, RFC 9110 section 15.
package enum PageStatus: Int, Sendable {
    case ok = 200
    case seeOther = 303
    case notModified = 304
    case badRequest = 400
    case unauthorized = 401
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case conflict = 409
    case contentTooLarge = 413
    case internalServerError = 500
    case serviceUnavailable = 503
}

extension FailureCode {
    /// The status of a page that tells of it.
    var pageStatus: PageStatus {
        switch kind {
        case .notFound: .notFound
        case .badInput: .badRequest
        case .unreachable, .transient: .serviceUnavailable
        case .refused, .setup: .conflict
        case .bug, .output: .internalServerError
        }
    }
}
