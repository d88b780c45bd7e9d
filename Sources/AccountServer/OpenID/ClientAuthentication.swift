import AccountAPI
import Encodings
import OutsideText
import WebPages

/// Finds out which application calls an endpoint of OAuth (RFC 6749 section 2.3).
struct ClientAuthentication: Sendable {
    let clients: RelyingParties

    /// The application, which shows its secret in the header or in the form, in one place only; a public one names itself.
    func party(_ header: String?, _ fields: FormFields) async throws -> RelyingParty {
        let named = fields["client_id"]
        if let header {
            guard fields["client_secret"] == nil else {
                throw OAuthError(.invalidRequest, "the application authenticates in more than one way")
            }
            let party = try await refused { try await clients.authenticate(Self.decoded(header)) }
            guard named == nil || named == party.id.rawValue else {
                throw OAuthError(.invalidRequest, "client_id is not the application that authenticates")
            }
            return party
        }
        guard let id = named.flatMap(ClientID.init) else { throw Self.refusal }
        if let secret = fields["client_secret"] {
            return try await refused { try await clients.authenticate(id, secret: Array(secret.utf8)) }
        }
        guard let party = try await clients.party(id), party.settings.isPublic else { throw Self.refusal }
        return party
    }

    private static let refusal = OAuthError(.invalidClient, "the application is unknown or its secret is wrong")

    private func refused(_ body: () async throws -> RelyingParty) async throws -> RelyingParty {
        do {
            return try await body()
        } catch is Problem {
            throw Self.refusal
        }
    }

    // RFC 6749 section 2.3.1 has identifier and secret percent-encoded before RFC 7617 joins them. Ours need no encoding,
    // but some applications encode every character.
    private static func decoded(_ header: String) -> String {
        guard header.beginsIgnoringCase(with: "basic "), let (_, encoded) = header.cut(at: " "),
            let data = Base64.decode(encoded),
            let text = String(validating: data, as: UTF8.self), text.holds("%"),
            let plain = PercentEncoding.decode(text)
        else { return header }
        return "Basic \(Base64.encode(plain.utf8))"
    }
}
