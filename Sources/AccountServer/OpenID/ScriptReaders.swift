import HTTPTypes
import Hummingbird

/// Whose scripts may read an endpoint's answers in a browser (the Fetch standard, CORS).
///
/// No answer depends on a cookie, so none ever says that it may be asked for with one.
enum ScriptReaders: Sendable {
    /// Those of every site.
    case everybody
    /// Those of the sites to which people come back from a sign-in to an application without a secret.
    case publicApplications
    /// None.
    case nobody

    /// Says so in an answer.
    func allow(_ request: Request, _ clients: RelyingParties, _ response: inout Response) async throws {
        if self == .everybody, response.status == .ok {
            response.headers[.cacheControl] = "public, max-age=300"
        }
        if self == .publicApplications {
            response.headers[.vary] = "Origin"
        }
        guard let origin = try await origin(request, clients) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "Retry-After, WWW-Authenticate"
    }

    /// Answers the question that a browser asks before a request that a form could not have sent.
    func preflight(_ request: Request, _ clients: RelyingParties) async throws -> Response {
        var response = Response(status: .noContent)
        if self == .publicApplications {
            response.headers[.vary] = "Origin"
        }
        guard let origin = try await origin(request, clients) else { return response }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowMethods] = "GET, POST"
        response.headers[.accessControlAllowHeaders] = "Authorization, Content-Type"
        response.headers[.accessControlMaxAge] = "600"
        return response
    }

    private func origin(_ request: Request, _ clients: RelyingParties) async throws -> String? {
        switch self {
        case .everybody: return "*"
        case .nobody: return nil
        case .publicApplications:
            guard let origin = request.headers[.origin], origin.utf8.count <= 300,
                try await clients.hasPublicApplication(at: origin)
            else { return nil }
            return origin
        }
    }
}
