import DeviceCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OutsideText

/// Turns screens into routes.
struct PageRoutes {
    /// The longest form that is read; pictures and camera frames have limits of their own.
    static let maximumFormLength = 64 * 1024
    let router: Router<PageContext>
    let site: PageSite

    /// A page.
    func get(
        _ path: RouterPath,
        _ answer: @escaping @Sendable (Request, PageContext) async throws -> Response
    ) {
        router.get(path) { request, context in
            try await answer(request, context)
        }
    }

    /// What a form does; it answers with a redirect, so that a reload does nothing twice.
    func post(
        _ path: RouterPath,
        _ answer: @escaping @Sendable (PageForm, PageContext) async throws -> Response
    ) {
        router.post(path) { request, context in
            let body = try await request.body.collect(upTo: Self.maximumFormLength)
            return try await answer(PageForm(String(buffer: body)), context)
        }
    }

    /// What JSON a script of the page asks for.
    func json<Value: Encodable & SendableMetatype>(
        _ path: RouterPath,
        _ answer: @escaping @Sendable (Request, PageContext) async throws -> Value
    ) {
        router.get(path) { request, context in
            let data = try JSONEncoder().encode(try await answer(request, context))
            return Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: data))
            )
        }
    }

    /// Whether a path needs no cookie: it shows nothing of anyone.
    static func isOpen(_ path: String) -> Bool {
        path == "/launch" || path.begins(with: "/static/") || path == "/worker.js" || path == "/offline"
    }

    /// Whether the page asks for this on its own, without anyone doing anything.
    ///
    /// The page of requests comes again where there is news, which strangers can bring about, and every few seconds
    /// where no script runs; its address then says so.
    static func isAskedByPage(_ request: Request) -> Bool {
        switch request.uri.path {
        case "/codes.json", "/requests/events": true
        case "/requests": request.uri.query == "news"
        default: false
        }
    }

    /// Whether a path is answered before the passphrase was typed.
    static func isOpenWhileLocked(_ path: String) -> Bool {
        path == "/unlock"
    }
}

/// The fields of a form.
struct PageForm: Sendable {
    private let fields: [String: String]

    init(_ body: String) throws {
        do {
            fields = try URLEncodedFormDecoder().decode([String: String].self, from: body)
        } catch {
            throw HTTPError(.badRequest)
        }
    }

    private init(fields: [String: String]) {
        self.fields = fields
    }

    /// The same form with other values; an empty one takes a field away.
    func with(_ values: [String: String]) -> PageForm {
        PageForm(fields: fields.merging(values) { $1 }.filter { !$0.value.isEmpty })
    }

    /// A field's text without blanks at its ends; empty where it is missing.
    subscript(_ name: String) -> String {
        String((fields[name] ?? "").trimmed())
    }

    /// A field as it was typed, for passwords.
    func typed(_ name: String) -> String {
        fields[name] ?? ""
    }

    /// Whether a box is ticked.
    func isTicked(_ name: String) -> Bool {
        fields[name] != nil
    }
}
