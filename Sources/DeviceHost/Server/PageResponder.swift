import DevicePages
import HTTPExchange
import HTTPTypes
package import Hummingbird
import NIOCore
import WebPages

/// Carries what a browser asks to the pages, and what they answer to the browser.
package struct PageResponder: HTTPResponder {
    package typealias Context = BasicRequestContext
    let door: PageDoor
    let site: PageSite

    package func respond(to request: Request, context: Context) async throws -> Response {
        var request = request
        var asked = PageRequest(request)
        var response: Response
        do {
            let cookie = try await door.admit(&request)
            asked.formToken = cookie.map(FormToken.token)
            if request.uri.path == PageDoor.launch {
                let cookie = try await door.cookie(for: request)
                response = carried(site.welcome(asked), request)
                response.setCookie(cookie)
            } else {
                response = try await answer(request, &asked, cookie)
            }
        } catch {
            response = carried(site.refuse(asked, PageRefusal(error) ?? error), request)
        }
        for field in WebPages.securityHeaders() { response.headers[field.name] = field.value }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// Has the pages answer, on a thread of its own: they may wait.
    private func answer(
        _ request: Request,
        _ asked: inout PageRequest,
        _ cookie: String?
    ) async throws -> Response {
        if request.method != .get && request.method != .head {
            do {
                asked.body = Array(buffer: try await request.body.collect(upTo: PageSite.limit(of: asked)))
            } catch is NIOTooManyBytesError {
                // A locked page says that first.
                asked.body = nil
            }
        }
        let page = try await site.onOwnThread { [asked] site in site.answer(asked) }
        if page.shutsOut, let cookie { door.gate.forget(cookie: cookie) }
        return carried(page, request)
    }
}

extension PageRequest {
    /// What was asked; its body is read later.
    init(_ request: Request) {
        self.init(HTTPExchange.HTTPMethod(rawValue: request.method.rawValue), request.uri.path)
        query = request.uri.query ?? ""
        languages = request.headers[.acceptLanguage] ?? ""
        knownTag = request.headers[.ifNoneMatch]
    }
}

extension PageRefusal {
    /// What the server refuses before the pages hear of it; nil for any other error.
    init?(_ error: any Error) {
        guard let refused = error as? any HTTPResponseError, refused.status.kind == .clientError else { return nil }
        self = refused.status == .contentTooLarge ? .tooLong : .badRequest
    }
}
