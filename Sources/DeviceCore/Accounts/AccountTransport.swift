package import HTTPExchange
package import HTTPTypes

/// Carries calls to an account service, and waits where it is called.
///
/// It is the seam where tests put a service that runs in the same process.
package protocol AccountTransport: Sendable {
    /// Sends one call. Throws when no whole answer came, and once nobody waits for it any more.
    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer

    /// Sends a call whose answer has no end of its own, and passes the parts of its body on as they come.
    ///
    /// Returns when the answer has ended; one that is no success is not passed on but returned. Throws when none came,
    /// when it breaks, what `take` throws, and where there is no way to carry one.
    func stream(
        _ call: TransportCall,
        until cancellation: any Cancellation,
        _ take: (_ part: [UInt8]) throws -> Void
    ) throws -> TransportAnswer
}

extension AccountTransport {
    package func stream(
        _ call: TransportCall,
        until cancellation: any Cancellation,
        _ take: (_ part: [UInt8]) throws -> Void
    ) throws -> TransportAnswer {
        throw TransportError.noStreams
    }
}

/// Why a transport cannot do what it is asked.
package enum TransportError: Error, Sendable {
    /// It carries whole answers only.
    case noStreams
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
    /// The `Last-Event-ID` header's value, for a stream that goes on where another broke.
    package let lastEventID: String?
    /// Whether the service may take its time to answer.
    package let isPatient: Bool
    /// The authorities that the service is trusted by, PEM; nil for the system's.
    package let authorities: [UInt8]?

    /// A request with all its parts.
    package init(
        url: String,
        method: HTTPRequest.Method,
        authorization: String?,
        body: [UInt8],
        lastEventID: String? = nil,
        isPatient: Bool = false,
        authorities: [UInt8]? = nil
    ) {
        self.url = url
        self.method = method
        self.authorization = authorization
        self.body = body
        self.lastEventID = lastEventID
        self.isPatient = isPatient
        self.authorities = authorities
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
