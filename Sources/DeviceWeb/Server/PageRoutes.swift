import DeviceCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OutsideText
import WebPages

/// Turns screens into routes.
///
/// Each request is answered by a function that may wait: it runs on a thread of its own, with the site of that request.
struct PageRoutes {
    /// The longest form that is read: that of the longest list of addresses, each byte of which may take three.
    ///
    /// Pictures and camera frames have limits of their own.
    static let maximumFormLength = 3 * AddressList.largest + 64 * 1024
    let router: Router<PageContext>
    let site: PageSite

    /// A page.
    func get(
        _ path: RouterPath,
        _ answer: @escaping @Sendable (PageSite, Request, PageContext) throws -> Response
    ) {
        router.get(path) { [site] request, context in
            try await site.onOwnThread { site in try answer(site, request, context) }
        }
    }

    /// What a form does; it answers with a redirect, so that a reload does nothing twice.
    func post(
        _ path: RouterPath,
        _ answer: @escaping @Sendable (PageSite, PageForm, PageContext) throws -> Response
    ) {
        router.post(path) { [site] request, context in
            let form = try PageForm(String(buffer: try await request.body.collect(upTo: Self.maximumFormLength)))
            return try await site.onOwnThread { site in try answer(site, form, context) }
        }
    }

    /// What JSON a script of the page asks for.
    func json<Value: Encodable & SendableMetatype>(
        _ path: RouterPath,
        _ answer: @escaping @Sendable (PageSite, Request, PageContext) throws -> Value
    ) {
        get(path) { site, request, context in
            try Response(json: answer(site, request, context))
        }
    }

    /// What a script of the page sends as bytes, answered with JSON.
    func bytes<Value: Encodable & SendableMetatype>(
        _ path: RouterPath,
        limit: Int,
        _ answer: @escaping @Sendable (PageSite, [UInt8], Request, PageContext) throws -> Value
    ) {
        router.post(path) { [site] request, context in
            let body = Array(buffer: try await request.body.collect(upTo: limit))
            return try await site.onOwnThread { site in try Response(json: answer(site, body, request, context)) }
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

extension Response {
    /// An answer for a script.
    fileprivate init(json value: some Encodable) throws {
        self.init(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(value)))
        )
    }
}

/// The fields of a form.
struct PageForm: Sendable {
    private let fields: [String: String]

    init(_ body: String) throws {
        guard let read = FormFields(body), !read.hasRepetition else { throw HTTPError(.badRequest) }
        fields = read.values
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
