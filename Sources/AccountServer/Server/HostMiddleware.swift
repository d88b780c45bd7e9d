import AccountAPI
import HTTPTypes
import Hummingbird
import OutsideText

/// Refuses requests that name no host or several (RFC 9112 section 3.2): a proxy may read them otherwise.
///
/// Which host it is does not matter: every address that the service gives out is its public one.
struct HostMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AccountRequestContext,
        next: @concurrent (Request, AccountRequestContext) async throws -> Response
    ) async throws -> Response {
        // What looks after a service asks by HTTP/1.0 at times, which needs no host.
        let isNamed = request.head.authority?.isEmpty == false || request.uri.path.isSame(as: EndpointRoutes.healthPath)
        guard isNamed, request.headers[.furtherHost] == nil else { throw Problem(.invalidRequest) }
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    /// The first `Host` is the request's authority; others stay among the fields.
    fileprivate static var furtherHost: HTTPField.Name { extensionField("Host") }
}
