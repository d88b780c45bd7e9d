import DeviceCore
import HTTPExchange

/// Turns screens into routes.
///
/// Each request is answered by a function that may wait, with the site of that request.
final class PageRoutes {
    /// The longest form that is read: that of the longest list of addresses, each byte of which may take three.
    ///
    /// Pictures and camera frames have limits of their own.
    static let maximumFormLength = 3 * AddressList.largest + 64 * 1024
    private(set) var table = RouteTable()

    /// A page.
    func get(_ path: String, _ answer: @escaping @Sendable (PageSite, PageContext) throws -> PageResponse) {
        table.add(Route(method: .GET, pattern: path, limit: 0, answer: answer))
    }

    /// What a form does; it answers with a redirect, so that a reload does nothing twice.
    func post(
        _ path: String,
        _ answer: @escaping @Sendable (PageSite, PageForm, PageContext) throws -> PageResponse
    ) {
        let route = Route(method: .POST, pattern: path, limit: Self.maximumFormLength) { site, context in
            guard let body = context.request.body else { throw PageRefusal.tooLong }
            return try answer(site, PageForm(String(decoding: body, as: UTF8.self)), context)
        }
        table.add(route)
    }

    /// What a script of the page asks for.
    func script<Answer: ScriptAnswer & SendableMetatype>(
        _ path: String,
        _ answer: @escaping @Sendable (PageSite, PageContext) throws -> Answer
    ) {
        get(path) { site, context in try PageResponse(answer(site, context)) }
    }

    /// What a script of the page sends as bytes.
    func bytes<Answer: ScriptAnswer & SendableMetatype>(
        _ path: String,
        limit: Int,
        _ answer: @escaping @Sendable (PageSite, [UInt8], PageContext) throws -> Answer
    ) {
        let route = Route(method: .POST, pattern: path, limit: limit) { site, context in
            guard let body = context.request.body else { throw PageRefusal.tooLong }
            return try PageResponse(answer(site, body, context))
        }
        table.add(route)
    }
}
