package import HTTPTypes

/// What a device is told of a request to sign in; never the number, which the person reads where they sign in.
package struct SignInRequestNotice: Codable, Sendable, Hashable {
    package let id: SignInRequestID
    /// The relying party as the answer's signature binds it: a client's identifier, or "sparekey".
    package let client: String
    /// The application's name, as the service's administrator gave it.
    package let application: String
    /// Where the sign-in comes from.
    package let place: String
    /// What the application shows beside it, for sign-ins that have no page.
    package let message: String?
    /// Milliseconds since 1970.
    package let created: Int64
    /// Milliseconds since 1970; no answer counts from then on.
    package let expires: Int64
    /// Whether it is the test of this device's own credential.
    package let isTest: Bool

    package init(
        id: SignInRequestID,
        client: String,
        application: String,
        place: String,
        message: String?,
        created: Int64,
        expires: Int64,
        isTest: Bool
    ) {
        self.id = id
        self.client = client
        self.application = application
        self.place = place
        self.message = message
        self.created = created
        self.expires = expires
        self.isTest = isTest
    }
}

/// How a request stands.
package enum SignInRequestState: String, Codable, Sendable, CaseIterable {
    /// It waits for an answer.
    case pending
    /// A device has approved it with the right number.
    case approved
    /// A device has denied it.
    case denied
    /// A device has denied and reported it.
    case reported
    /// A device has approved it with another number.
    case mismatched
    /// Whoever has started it waits no longer.
    case withdrawn
}

/// A request that was answered, so that the account's other devices ask no longer.
package struct ClosedSignInRequest: Codable, Sendable, Hashable {
    package let id: SignInRequestID
    package let state: SignInRequestState

    package init(id: SignInRequestID, state: SignInRequestState) {
        self.id = id
        self.state = state
    }
}

/// What a device has not been told before.
package struct LiveUpdate: Codable, Sendable {
    /// The requests that wait for an answer.
    package let requests: [SignInRequestNotice]
    /// The requests that another device, or this one, has answered.
    package let closed: [ClosedSignInRequest]
    /// What happened to the account.
    package let notices: [AccountNotice]
    /// To be sent with the next question, so that nothing is lost in between and nothing is told twice.
    package let cursor: String
    /// The service's clock, milliseconds since 1970.
    package let time: Int64

    package init(
        requests: [SignInRequestNotice],
        closed: [ClosedSignInRequest],
        notices: [AccountNotice],
        cursor: String,
        time: Int64
    ) {
        self.requests = requests
        self.closed = closed
        self.notices = notices
        self.cursor = cursor
        self.time = time
    }
}

/// Tells the requests that wait for an answer, and the notices that this device has not shown.
package enum ListSignInRequests: Endpoint {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/requests"
    package static let access = Access.device
    package typealias Request = Nothing
    package typealias Response = LiveUpdate
}

/// Waits for something new: the second way, for proxies that hold the stream of ``SignInRequestEvents`` back.
package enum WaitForSignInRequests: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/requests/wait"
    package static let access = Access.device

    package struct Request: Codable, Sendable {
        /// The cursor of the last answer; nil to be told what ``ListSignInRequests`` tells.
        package let after: String?
        /// How many seconds to wait at most, up to 25.
        package let timeout: Int

        package init(after: String?, timeout: Int) {
            self.after = after
            self.timeout = timeout
        }
    }

    package typealias Response = LiveUpdate
}

/// The stream of what happens, as server-sent events (WHATWG HTML section 9.2) in the order `request`, `closed`, `notice`.
///
/// It is no ``Endpoint``, since its answer has no end: its `data` lines are ``SignInRequestNotice``,
/// ``ClosedSignInRequest`` and ``AccountNotice`` in JSON, its `id` lines cursors for `Last-Event-ID`.
package enum SignInRequestEvents {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/requests/events"

    /// The names of the events.
    package enum Name: String, Sendable {
        case request, closed, notice
    }
}

/// Answers a request.
package enum AnswerSignInRequest: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/requests/answer"
    package static let access = Access.device

    package struct Request: Codable, Sendable {
        package let request: SignInRequestID
        package let decision: Decision
        /// The number that the person typed; 0 unless the answer approves.
        package let number: Int
        /// The signature of ``DeviceCredentialMessage/answer(request:device:client:decision:number:expires:)``, 64 bytes.
        package let signature: Bytes

        package init(request: SignInRequestID, decision: Decision, number: Int, signature: Bytes) {
            self.request = request
            self.decision = decision
            self.number = number
            self.signature = signature
        }
    }

    /// What a device can say to a request.
    package enum Decision: String, Codable, Sendable, CaseIterable {
        /// It was me, and this is the number.
        case approve
        /// Not now.
        case deny
        /// It was not me: nothing more from there for an hour.
        case report
    }

    package typealias Response = Nothing
}
