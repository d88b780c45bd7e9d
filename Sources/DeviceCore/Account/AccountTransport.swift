package import HTTPTypes

/// Carries calls to an account service; the seam where tests put a service that runs in the same process.
package protocol AccountTransport: Sendable {
    /// Sends one call. Throws when no whole answer came.
    func send(_ call: TransportCall) async throws -> TransportAnswer
}

/// One HTTP request.
package struct TransportCall: Sendable {
    /// The whole address.
    package let url: String
    /// The method.
    package let method: HTTPRequest.Method
    /// The `Authorization` header's value.
    package let authorization: String?
    /// The JSON body; empty for none.
    package let body: [UInt8]

    /// A request with all its parts.
    package init(url: String, method: HTTPRequest.Method, authorization: String?, body: [UInt8]) {
        self.url = url
        self.method = method
        self.authorization = authorization
        self.body = body
    }
}

/// One HTTP response.
package struct TransportAnswer: Sendable {
    /// The status.
    package let status: Int
    /// The body, at most ``limit`` bytes.
    package let body: [UInt8]

    /// No answer of the service is larger.
    package static let limit = 1 << 20

    /// A response as it came.
    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}
