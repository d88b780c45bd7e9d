import Encodings
import HTTPExchange

/// The error that an S3 answer holds.
struct S3Failure: Sendable {
    let status: Int
    /// Empty where the answer names none, as that to a `HEAD`.
    let code: String

    init(_ answer: HTTPAnswer) {
        status = answer.status
        let isFailure = answer.status >= 300
        code = isFailure ? MarkupElement(answer.body)?.first("Code")?.text ?? "" : ""
    }

    /// Whether the server may have failed over `If-None-Match` alone.
    var isUnknownCondition: Bool {
        status == 501 || (status == 400 && ["", "NotImplemented", "InvalidArgument", "InvalidRequest"].contains(code))
    }
}

extension StorageError {
    /// What an S3 answer that is not success means.
    init(s3 answer: HTTPAnswer) {
        let failure = S3Failure(answer)
        switch failure.code {
        case "NoSuchBucket": self = .notThere
        case "RequestTimeTooSkewed", "RequestExpired": self = .clockOff
        case "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken",
            "AuthFailure", "AccountProblem", "AllAccessDisabled":
            self = .refused
        // The bucket is in another region, or behind another endpoint.
        case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect",
            "IllegalLocationConstraintException":
            self = .redirected
        case "SlowDown", "OperationAborted", "ConditionalRequestConflict", "RequestTimeout", "ServiceUnavailable":
            self = .busy(after: HTTPTime.retryAfter(answer.headers))
        case "QuotaExceeded", "XMinioStorageFull": self = .full
        case "EntityTooLarge": self = .tooLarge
        case "MethodNotAllowed": self = .readOnly
        default: self.init(answer)
        }
    }
}
