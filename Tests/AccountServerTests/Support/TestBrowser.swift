import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

/// A browser in a test: it keeps cookies, and sends forms as they stand on the page.
final class TestBrowser: Sendable {
    static let origin = TestService.publicURL
    private let http: any TestClientProtocol
    private let jar = Mutex<[String: String]>([:])
    private let language: String
    private let address: String

    init(_ client: TestClient, language: String = "en") {
        http = client.http
        address = client.address
        self.language = language
    }

    /// The cookies that the browser holds.
    var cookies: [String: String] {
        get { jar.withLock { $0 } }
        set { jar.withLock { $0 = newValue } }
    }

    /// Opens an address and follows redirects within the service.
    func open(_ address: String) async throws -> TestPage {
        try await follow(try await get(address))
    }

    /// Opens an address.
    func get(_ address: String, headers: HTTPFields = [:]) async throws -> TestPage {
        try await send(Self.path(address), .get, headers: headers, body: nil)
    }

    /// Sends a form of a page, with the fields that a person fills in and the button pressed; follows redirects within
    /// the service.
    func submit(
        _ page: TestPage,
        to action: String,
        _ fields: [String: String] = [:],
        headers: HTTPFields = [.origin: origin]
    ) async throws -> TestPage {
        let form = try #require(page.form(action), "no form to \(action) on:\n\(page.body)")
        return try await follow(try await post(action, form.merging(fields) { _, typed in typed }, headers: headers))
    }

    /// Sends fields to an address, whatever stands on any page.
    func post(
        _ path: String,
        _ fields: [String: String],
        headers: HTTPFields = [.origin: origin]
    ) async throws -> TestPage {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(path, .post, headers: headers, body: TestForm.encode(fields))
    }

    /// Sends a form as it is written.
    func postRaw(_ path: String, _ body: String) async throws -> TestPage {
        let headers: HTTPFields = [.origin: Self.origin, .contentType: "application/x-www-form-urlencoded"]
        return try await send(path, .post, headers: headers, body: body)
    }

    private func follow(_ first: TestPage) async throws -> TestPage {
        var page = first
        for _ in 0..<10 {
            guard let location = page.location, location.hasPrefix("/") else { return page }
            page = try await get(location)
        }
        Issue.record("too many redirects")
        return page
    }

    private func send(
        _ path: String,
        _ method: HTTPRequest.Method,
        headers: HTTPFields,
        body: String?
    ) async throws -> TestPage {
        var headers = headers
        headers[.acceptLanguage] = headers[.acceptLanguage] ?? language
        headers[.cookie] = cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; ")
        if let name = HTTPField.Name("X-Forwarded-For") {
            headers[name] = address
        }
        let response = try await http.executeRequest(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        let page = TestPage(response)
        jar.withLock { jar in
            for cookie in page.cookies {
                jar[cookie.name] = cookie.value.isEmpty ? nil : cookie.value
            }
        }
        return page
    }

    private static func path(_ address: String) -> String {
        address.hasPrefix(origin) ? String(address.dropFirst(origin.count)) : address
    }
}

/// What a page answered.
struct TestPage: Sendable {
    struct Cookie: Sendable {
        let name: String
        let value: String
        let attributes: Set<String>
    }

    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: String

    init(_ response: TestResponse) {
        status = response.status
        headers = response.headers
        body = String(decoding: response.body.readableBytesView, as: UTF8.self)
    }

    var location: String? { headers[.location] }

    /// A field of the answer that HTTPTypes does not list.
    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }

    /// Where the browser goes, at once or after the page in between.
    var destination: String? {
        if let location { return location }
        return header("Refresh").map { String($0.drop { $0 != "=" }.dropFirst()) }
    }

    /// The fields of the query of where the browser goes.
    var answer: [String: String] {
        let query = destination?.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        return TestForm.decode(String(query))
    }

    var cookies: [Cookie] {
        headers[values: .setCookie].map { header in
            let parts = header.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Cookie(
                name: String(pair[0]),
                value: String(pair[1]),
                attributes: Set(parts.dropFirst().map { $0.lowercased() })
            )
        }
    }

    /// The hidden fields of the first form to an address; nil if the page has none.
    func form(_ action: String) -> [String: String]? {
        guard let start = body.range(of: "action=\"\(action)\"") else { return nil }
        let form = body[start.upperBound...].prefix(upTo: body[start.upperBound...].range(of: "</form>")!.lowerBound)
        let inputs = form.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/)
        return Dictionary(inputs.map { (String($0.1), TestForm.unescape(String($0.2))) }) { first, _ in first }
    }

    /// The heading.
    var title: String? {
        body.firstMatch(of: /<h1>([^<]*)<\/h1>/).map { TestForm.unescape(String($0.1)) }
    }

    /// The page without what differs from one request to the next.
    var shape: String {
        body.replacing(/value="[^"]{40,}"/, with: "value=…").replacing(/flow=[A-Za-z0-9_-]+/, with: "flow=…")
    }
}

/// Forms as browsers write them.
enum TestForm {
    static func encode(_ fields: [String: String]) -> String {
        let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
        func escape(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }
        return fields.sorted { $0.key < $1.key }.map { "\(escape($0))=\(escape($1))" }.joined(separator: "&")
    }

    static func decode(_ query: String) -> [String: String] {
        let pairs = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), String(parts.last ?? "").removingPercentEncoding ?? "")
        }
        return Dictionary(pairs) { first, _ in first }
    }

    static func unescape(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) { text, pair in
            text.replacingOccurrences(of: pair.0, with: pair.1)
        }
    }
}
