// HTTPExchange says what is asked of a server and what came of it, for everything that talks to one. It knows neither
// how bytes travel nor what they are for.

/// What is asked of a server.
package struct HTTPCall: Sendable {
    /// What is asked for.
    package let method: HTTPMethod
    /// The whole address, without a user name or a password.
    package let url: String
    /// The header fields; the host's and those of the body's length are added where it is sent.
    package var headers: HTTPHeaders
    /// The body; empty for none.
    package var body: [UInt8]

    /// A request with its parts.
    package init(method: HTTPMethod, url: String, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What a server answered.
package struct HTTPAnswer: Sendable {
    /// The status.
    package let status: Int
    /// The header fields.
    package let headers: HTTPHeaders
    /// The body; that of an answer that is no success may be cut.
    package let body: [UInt8]

    /// An answer as it came.
    package init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// How long an exchange may take, and how much may come of it.
package struct HTTPLimits: Sendable {
    /// How long a connection may take to stand.
    package let connect: Duration
    /// How long a server may say nothing.
    package let read: Duration
    /// How long all of it may take; nil for an answer without an end.
    package let whole: Duration?
    /// The longest body that is read.
    package let body: Int

    /// Limits with all their parts.
    package init(connect: Duration, read: Duration, whole: Duration?, body: Int) {
        self.connect = connect
        self.read = read
        self.whole = whole
        self.body = body
    }
}
