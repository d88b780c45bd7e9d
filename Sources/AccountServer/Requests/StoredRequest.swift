import AccountAPI
import Encodings
import Foundation
import OutsideText
import Primitives

/// A sign-in request as it is stored.
struct StoredRequest: Sendable {
    let id: SignInRequestID
    /// The account that is asked; nil where nobody can answer.
    let account: AccountID?
    /// Counts what strangers ask of one name, or what an asker that is known does; it shows neither the name nor
    /// whether it has an account.
    let scope: String
    /// Counts what its asker asks of the name.
    let asker: String
    /// Where it comes from: what a report shuts out.
    let origin: String
    /// A client's identifier, or ``SignInRequests/ownClient``.
    let client: String
    /// The device whose credential the request tests, and which alone may answer it; nil for every other request.
    let test: ServiceDeviceID?
    /// The sealed ``RequestDetail``.
    let detail: [UInt8]
    let state: SignInRequestState
    let created: Milliseconds
    /// When there was last something to tell of it.
    let changed: Milliseconds
    /// When it ends without an answer.
    let expires: Milliseconds
}

extension StoredRequest {
    /// The device that an approval confirms, which does not answer it itself; nil for a sign-in.
    var confirms: ServiceDeviceID? {
        client.without(prefix: StartDeviceApproval.client).flatMap { ServiceDeviceID(String($0)) }
    }

    /// Whether it waits for its answer.
    func isOpen(at now: Milliseconds) -> Bool { state == .pending && expires > now }
}

/// What is shown of a request, and the number that answers it.
struct RequestDetail: Codable, Sendable {
    /// Two digits, from 10 to 99.
    let number: Int
    let application: String
    let place: String
    let message: String?

    /// The longest text that is kept of each.
    private static let limit = 200

    /// Keeps the texts to a length and to one line.
    init(number: Int, application: String, place: String, message: String?) {
        self.number = number
        self.application = Self.line(application)
        self.place = Self.line(place)
        self.message = message.map(Self.line)
    }

    /// Control characters would let an application draw on the terminal of whoever answers.
    private static func line(_ text: String) -> String {
        ShownText.line(text.scalarPrefix(limit))
    }
}

extension AtRest {
    /// Seals a value as JSON.
    func seal(json value: some Encodable, for place: SealedPlace) throws -> [UInt8] {
        try seal(Array(try JSONEncoder().encode(value)), for: place)
    }

    /// Opens a value that was sealed as JSON.
    func open<Value: Decodable>(_ type: Value.Type, _ sealed: [UInt8], from place: SealedPlace) throws -> Value {
        try JSONDecoder().decode(type, from: Data(open(sealed, from: place).exposedBytes()))
    }

    /// What is shown of a request.
    func open(_ request: StoredRequest) throws -> RequestDetail {
        try open(RequestDetail.self, request.detail, from: .requestDetail(row: request.id.rawValue))
    }
}
