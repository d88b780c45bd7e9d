import AccountAPI
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OutsideText
import WebPages

/// Turns the endpoints that applications call into routes; the pages that people see are ``PageRoutes``.
struct OpenIDRoutes {
    let router: Router<AccountRequestContext>
    let site: Site
    let tokens: Tokens
    let backchannel: Backchannel
    let keys: SigningKeyStore

    /// Serves discovery, keys, tokens and claims.
    func add() {
        json(.get, "/.well-known/openid-configuration", .everybody) { _, url, _ in Discovery(url) }
        json(.get, OpenIDPath.keys, .everybody) { [keys] _, _, _ in
            ["keys": try keys.present().keys.map(\.publicKey)]
        }
        form(OpenIDPath.token, .publicApplications) { [tokens, backchannel] fields, party, url, _ in
            switch fields["grant_type"] {
            case "authorization_code": try await tokens.exchange(fields, for: party, issuer: url)
            case "refresh_token": try await tokens.refresh(fields, for: party, issuer: url)
            case Backchannel.grantType: try await backchannel.poll(fields, for: party, issuer: url)
            case nil: throw OAuthError(.invalidRequest, "grant_type is missing")
            default: throw OAuthError(.unsupportedGrantType, "this grant_type is not supported")
            }
        }
        form(OpenIDPath.backchannel, .nobody) { [backchannel] fields, party, _, address in
            try await backchannel.start(fields, for: party, address)
        }
        form(OpenIDPath.revoke, .publicApplications) { [tokens] fields, party, _, _ in
            guard let token = fields["token"] else { throw OAuthError(.invalidRequest, "token is missing") }
            try await tokens.revoke(token, of: party)
            return Nothing()
        }
        for method in [HTTPRequest.Method.get, .post] {
            json(method, OpenIDPath.userInfo, .publicApplications) { [tokens] request, _, _ in
                try await tokens.userInfo(try Self.bearer(request))
            }
        }
        let readers = [
            ("/.well-known/openid-configuration", ScriptReaders.everybody), (OpenIDPath.keys, .everybody),
            (OpenIDPath.token, .publicApplications), (OpenIDPath.revoke, .publicApplications),
            (OpenIDPath.userInfo, .publicApplications),
        ]
        for (path, readers) in readers {
            router.on(RouterPath(path), method: .options) { [site] request, _ in
                try await readers.preflight(request, site.clients)
            }
        }
    }

    private func json(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ readers: ScriptReaders,
        _ answer: @escaping @Sendable (Request, PublicURL, ClientAddress) async throws -> any Encodable & Sendable
    ) {
        let answered = responder(answer)
        router.on(RouterPath(path), method: method) { [site] request, context in
            var response = try await answered(request, context)
            try await readers.allow(request, site.clients, &response)
            return response
        }
    }

    private func responder(
        _ answer: @escaping @Sendable (Request, PublicURL, ClientAddress) async throws -> any Encodable & Sendable
    ) -> @Sendable (Request, AccountRequestContext) async throws -> Response {
        { [site] request, context in
            do {
                guard let url = site.address.url else {
                    throw OAuthError(.temporarilyUnavailable, "the service was not told its public address")
                }
                let address = ClientAddress(of: request, context, isBehindProxy: site.isBehindProxy)
                return try Self.response(.ok, try await answer(request, url, address))
            } catch let error as OAuthError {
                context.refusal.note(error.code.rawValue)
                return try Self.response(error, request)
            } catch {
                let problem = site.problems.problem(error, context)
                let code: OAuthError.Code =
                    switch problem.status {
                    case 429: .temporarilyUnavailable
                    case 500...: .serverError
                    default: .invalidRequest
                    }
                return try Self.response(OAuthError(code, problem.title, retryAfter: problem.retryAfter), request)
            }
        }
    }

    /// Serves an endpoint that an application calls with a form and its secret.
    func form(
        _ path: String,
        _ readers: ScriptReaders,
        _ answer:
            @escaping @Sendable (FormFields, RelyingParty, PublicURL, ClientAddress) async throws
            -> any Encodable & Sendable
    ) {
        let authentication = ClientAuthentication(clients: site.clients)
        json(.post, path, readers) { request, url, address in
            guard let fields = try? await PageRoutes.form(request), !fields.hasRepetition else {
                throw OAuthError(.invalidRequest, "the body is no form, or repeats a parameter")
            }
            let party = try await authentication.party(request.headers[.authorization], fields)
            return try await answer(fields, party, url, address)
        }
    }

    private static func bearer(_ request: Request) throws -> String {
        guard let header = request.headers[.authorization], header.beginsIgnoringCase(with: "bearer "),
            let (_, token) = header.cut(at: " ")
        else { throw OAuthError(.invalidToken, "an access token is missing") }
        return String(token.trimmed())
    }

    private static func response(_ error: OAuthError, _ request: Request) throws -> Response {
        let status: HTTPResponse.Status =
            switch error.code {
            case .invalidClient, .invalidToken: .unauthorized
            case .temporarilyUnavailable: error.retryAfter == nil ? .serviceUnavailable : .tooManyRequests
            case .serverError: .internalServerError
            default: .badRequest
            }
        var response = try response(
            status,
            ["error": error.code.rawValue, "error_description": error.description]
        )
        switch error.code {
        case .invalidClient: response.headers[.wwwAuthenticate] = "Basic realm=\"sparekey\""
        case .invalidToken where request.headers[.authorization] == nil:
            response.headers[.wwwAuthenticate] = "Bearer realm=\"sparekey\""
        case .invalidToken:
            response.headers[.wwwAuthenticate] = "Bearer realm=\"sparekey\", error=\"invalid_token\""
        default: break
        }
        if let seconds = error.retryAfter {
            response.headers[.retryAfter] = String(seconds)
        }
        return response
    }

    private static func response(_ status: HTTPResponse.Status, _ value: any Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value)))
        )
    }
}
