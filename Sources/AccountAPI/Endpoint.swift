// AccountAPI is what a device and the account service say to each other: paths, requests, responses, problems.
// It holds no rules and no state, and knows neither the device's modules nor the service's.
package import HTTPTypes

/// One call of the account service, written once: the service routes it, the device sends it.
package protocol Endpoint: Sendable {
    /// The JSON body sent; ``Nothing`` for a call without one.
    associatedtype Request: Codable, Sendable
    /// The JSON body of a success.
    associatedtype Response: Codable, Sendable
    /// The HTTP method.
    static var method: HTTPRequest.Method { get }
    /// The path below the service's address.
    static var path: String { get }
    /// Who may call.
    static var access: Access { get }
    /// Whether the service hands a message to a mail server before it answers, which may take most of a minute.
    static var sendsMessage: Bool { get }
}

extension Endpoint {
    /// Most endpoints answer at once.
    package static var sendsMessage: Bool { false }
}

/// Who may call an endpoint.
package enum Access: Sendable {
    /// Anyone.
    case open
    /// The holder of a session: each request carries ``RequestSignature``.
    case session
    /// The holder of a session, even of a limited one: a recovery code has opened it.
    case limitedSession
    /// The holder of a session that is not limited, even of that of an organisation's member.
    case memberSession
    /// The holder of any session, even of a limited one or of that of an organisation's member.
    case anySession
    /// The holder of a session that takes an account back, and can do nothing else.
    case takingBack
    /// A relying party, by HTTP Basic authentication.
    case client
    /// A device with a credential: each request carries ``DeviceSignature``.
    case device
}

/// An empty JSON object.
package struct Nothing: Codable, Sendable {
    /// The empty body.
    package init() {}
}
