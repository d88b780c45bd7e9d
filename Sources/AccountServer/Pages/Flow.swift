import AccountAPI
import Foundation
import OutsideText
import Primitives

/// What a sign-in is for.
///
/// It travels from page to page through the browser, sealed, so that nothing is kept for someone who has not shown who
/// they are, and nobody can send people anywhere else.
struct Flow: Codable, Sendable {
    /// Where it ends.
    enum Goal: Codable, Sendable {
        /// An application's request.
        case authorization(AuthorizationRequest)
        /// A page of the service.
        case page(Destination)
    }

    /// The pages that need a sign-in.
    enum Destination: String, Codable, Sendable {
        case account
        case administration

        /// The page that someone sees after the sign-in that a form has asked for.
        static func of(_ path: String) -> Destination {
            path.begins(with: "/administration") ? .administration : .account
        }
    }

    /// How long people may take.
    static let lifetime = 30 * Milliseconds.minute
    let goal: Goal
    /// The browser that began.
    let browser: String
    let started: Milliseconds
    /// The letter whose code was typed.
    var letter: Letter?

    /// A letter, and the name that it is good for.
    struct Letter: Codable, Sendable {
        let id: LetterID
        let username: String
    }

    /// The letter of a user name, in whatever way it is written.
    func letter(of name: LoginName) -> LetterID? {
        guard let letter, let other = try? LoginName(letter.username) else { return nil }
        return other.text.utf8.elementsEqual(name.text.utf8) ? letter.id : nil
    }

    /// The ways of signing in that would do; empty for any.
    var levels: [AuthenticationLevel] {
        switch goal {
        case .authorization(let request): request.levels
        case .page(.administration): [.approval]
        case .page: []
        }
    }

    /// The application's request, if the flow is for one.
    var authorization: AuthorizationRequest? {
        if case .authorization(let request) = goal { request } else { nil }
    }
}

/// The step after the user name was typed.
struct SignInStep: Codable, Sendable {
    let flow: Flow
    /// The name as it was typed.
    let username: String
    /// What the devices are asked; nil if the person types a code.
    var asked: Asked?

    /// A request that waits for a device's answer.
    struct Asked: Codable, Sendable {
        let request: SignInRequestID
        /// The number that the page shows.
        let number: Int
        let started: Milliseconds
    }
}

/// Seals what a page hands to the next one through the browser.
struct PageSeal: Sendable {
    let service: ServiceContext

    /// The sealed text of a value, for an address or a hidden field.
    func seal(_ value: some Encodable, kind: String) throws -> String {
        try service.atRest.seal(try JSONEncoder().encode(value), for: .page(kind: kind)).base64URL
    }

    /// The value of a sealed text; nil if it is not one that this service has sealed for the same kind.
    func open<Value: Decodable>(_ text: String?, as type: Value.Type, kind: String) -> Value? {
        guard let text, let sealed = [UInt8](base64URL: text),
            let opened = try? service.atRest.open(sealed, from: .page(kind: kind))
        else { return nil }
        return try? JSONDecoder().decode(type, from: Data(opened.exposedBytes()))
    }
}
