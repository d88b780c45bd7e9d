import HTTPExchange

extension StorageError {
    /// What a status that is not success means, unless the operation gives it a meaning of its own.
    init(_ answer: HTTPAnswer) {
        switch answer.status {
        case 300..<400: self = .redirected
        case 401: self = Self.wantsDigestOnly(answer) ? .wantsDigest : .refused
        case 403, 407: self = .refused
        case 404, 410: self = .notFound
        case 412: self = .alreadyExists
        case 413: self = .tooLarge
        case 423, 429, 503: self = .busy(after: HTTPTime.retryAfter(answer.headers))
        case 507: self = .full
        case 501, 505: self = .badAnswer(answer.status)
        case 500: self = .serverFault
        case 502, 504: self = .gatewayFault
        case 408, 503..<600: self = .unreachable
        default: self = .badAnswer(answer.status)
        }
    }

    /// Whether a server offers Digest authentication, RFC 7616, and nothing that is spoken here.
    private static func wantsDigestOnly(_ answer: HTTPAnswer) -> Bool {
        let schemes = answer.headers.list(name: "WWW-Authenticate").map { challenge in
            String(decoding: challenge.utf8.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self).lowercased()
        }
        return schemes.contains("digest") && !schemes.contains("basic")  // ours: elements of a list
    }

    /// What a failure of the network means for a storage.
    init(_ failure: NetworkFailure) {
        switch failure {
        case .unreachable, .cancelled: self = .unreachable
        case .tooLarge: self = .tooLarge
        case .noLibrary: self = .noNetworkLibrary
        case .untrusted(let problem): self = problem.map { StorageError.certificate($0) } ?? .untrusted
        case .proxyRefused(let proxy): self = .proxyRefused(proxy.text)
        case .invalidProxy(let variable): self = .invalidProxy(variable)
        }
    }
}
