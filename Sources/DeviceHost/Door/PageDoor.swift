import DevicePages
import HTTPTypes
import Hummingbird
import OutsideText

/// Lets in whom the page was opened for, and nobody else: other users of the machine, other pages of the same browser,
/// and names that lead here by a trick.
struct PageDoor: Sendable {
    let gate: PageGate
    let origin: PageOrigin

    /// The cookie of a browser that may ask for this; nil for an open path, which needs none.
    ///
    /// It reads the body of a form, which the request still has afterwards.
    func admit(_ request: inout Request) async throws -> String? {
        // A name that was made to lead to loopback (DNS rebinding) is not ours.
        guard request.head.authority?.isSame(as: origin.authority) == true, request.headers[.furtherHost] == nil
        else { throw PageRefusal.foreignHost }
        let path = request.uri.path
        if path == Self.launch || PageSite.isOpen(path) { return nil }
        guard let cookie = request.cookies[origin.cookieName]?.value, gate.admits(cookie: cookie) else {
            throw PageRefusal.notLetIn
        }
        let isFromHere = request.headers[.origin]?.isSame(as: origin.text) == true
        guard request.method == .get || request.method == .head || isFromHere else {
            throw PageRefusal.foreignOrigin
        }
        // Where the browser tells, a request that another site has caused is none of ours, whatever its method.
        if let from = request.headers[.secFetchSite], from.isSame(as: "cross-site") || from.isSame(as: "same-site") {
            throw PageRefusal.foreignOrigin
        }
        if request.method != .get && request.method != .head { try await checkToken(&request, cookie) }
        return cookie
    }

    /// Refuses what does something unless it comes from a page that this browser was shown.
    private func checkToken(_ request: inout Request, _ cookie: String) async throws {
        var token = request.headers[.formToken]
        if token == nil {
            let body = try await request.collectBody(upTo: PageSite.maximumFormLength)
            token = try PageForm(String(buffer: body))[FormToken.field]
        }
        guard FormToken.isValid(token ?? "", for: cookie) else { throw PageRefusal.foreignForm }
    }
}

extension HTTPField.Name {
    /// The first `Host` is the request's authority; what has a second one may be read otherwise elsewhere.
    fileprivate static var furtherHost: HTTPField.Name { named("Host") }
    fileprivate static var secFetchSite: HTTPField.Name { named("Sec-Fetch-Site") }
    fileprivate static var formToken: HTTPField.Name { named(FormToken.header) }

    private static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is a field name") }
        return name
    }
}
