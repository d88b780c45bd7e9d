import DeviceCore
import HTTPTypes
import Hummingbird
import OutsideText
import WebPages

/// Lets in whom the page was opened for, and nobody else: other users of the machine, other pages of the same browser,
/// and names that lead here by a trick.
struct PageGuard: RouterMiddleware {
    let site: PageSite

    func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        var (request, context) = (request, context)
        context.words = site.words(for: request)
        var response: Response
        do {
            try await check(&request, &context)
            response = await FormToken.$current.withValue(context.cookie.map(FormToken.token)) {
                [request, context] in await answer(request, context, next)
            }
        } catch {
            response = site.failure(error, context)
        }
        for field in WebPages.securityHeaders() { response.headers[field.name] = field.value }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    // A page that tells of a failure has forms as well.
    private func answer(
        _ request: Request,
        _ context: PageContext,
        _ next: @concurrent (Request, PageContext) async throws -> Response
    ) async -> Response {
        do {
            return try await next(request, context)
        } catch {
            return site.failure(error, context)
        }
    }

    private func check(_ request: inout Request, _ context: inout PageContext) async throws {
        // A name that was made to lead to loopback (DNS rebinding) is not ours.
        guard request.head.authority?.isSame(as: site.origin.authority) == true, request.headers[.furtherHost] == nil
        else { throw PageRefusal.foreignHost }
        let path = request.uri.path
        if PageRoutes.isOpen(path) { return }
        guard let cookie = request.cookies[site.origin.cookieName]?.value, site.gate.admits(cookie: cookie) else {
            throw PageRefusal.notLetIn
        }
        let isFromHere = request.headers[.origin]?.isSame(as: site.origin.text) == true
        guard request.method == .get || request.method == .head || isFromHere else {
            throw PageRefusal.foreignOrigin
        }
        // Where the browser tells, a request that another site has caused is none of ours, whatever its method.
        if let from = request.headers[.secFetchSite], from.isSame(as: "cross-site") || from.isSame(as: "same-site") {
            throw PageRefusal.foreignOrigin
        }
        if request.method != .get && request.method != .head { try await checkToken(&request, cookie) }
        context.cookie = cookie
        // What the page asks for on its own is no use of it.
        if !PageRoutes.isAskedByPage(request) { site.keys.touch() }
        if try !PageRoutes.isOpenWhileLocked(path) && site.device.needsPassphrase() {
            throw PageRefusal.locked
        }
    }
}

extension PageGuard {
    /// Refuses what does something unless it comes from a page that this browser was shown.
    private func checkToken(_ request: inout Request, _ cookie: String) async throws {
        var token = request.headers[FormToken.header]
        if token == nil {
            let body = try await request.collectBody(upTo: PageRoutes.maximumFormLength)
            token = try PageForm(String(buffer: body))[FormToken.field]
        }
        guard FormToken.isValid(token ?? "", for: cookie) else { throw PageRefusal.foreignForm }
    }
}

/// Why a request is not answered.
enum PageRefusal: Error {
    /// The request names another host than ours.
    case foreignHost
    /// The browser was not let in, or too long ago.
    case notLetIn
    /// Another site has caused the request.
    case foreignOrigin
    /// The form is none of a page that this browser was shown.
    case foreignForm
    /// The vault's passphrase must be typed first.
    case locked
}

extension HTTPField.Name {
    /// The first `Host` is the request's authority; what has a second one may be read otherwise elsewhere.
    static var furtherHost: HTTPField.Name {
        guard let name = HTTPField.Name("Host") else { preconditionFailure("it is a field name") }
        return name
    }

    static var secFetchSite: HTTPField.Name {
        guard let name = HTTPField.Name("Sec-Fetch-Site") else { preconditionFailure("it is a field name") }
        return name
    }
}
