import DeviceCore
import DeviceWeb
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import OneTimePassword
import Primitives
import TestSupport
import Vault

/// A phone whose page a test visits: the real pages over a real vault and a real socket.
struct Phone: Sendable {
    let folder: URL
    let app: DeviceApp
    let page: DevicePage
    let clock: TestClock
    private let http: TestClient

    static let origin = PageOrigin(host: "sparekey-test.localhost", port: 8711)

    /// Runs a story with a new phone, which is gone afterwards.
    static func run(_ story: @escaping @Sendable (Phone) async throws -> Void) async throws {
        let folder = URL.temporaryDirectory.appending(path: "sparekey-page-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = TestClock()
        let app = DeviceApp(
            store: FolderVaultStore(VaultHome(directory: folder.path)),
            now: { clock.now },
            askPassphrase: { throw Failure(.passphraseNeeded) }
        )
        var configuration = PageConfiguration(app: app)
        configuration.now = { clock.now }
        let page = DevicePage(configuration, origin: origin)
        try await Application(router: page.router()).test(.live) { client in
            let port = client.port ?? 0
            try await TestClient.withClient(host: "127.0.0.1", port: port) { http in
                try await story(Phone(folder: folder, app: app, page: page, clock: clock, http: http))
            }
        }
    }

    private init(folder: URL, app: DeviceApp, page: DevicePage, clock: TestClock, http: TestClient) {
        self.folder = folder
        self.app = app
        self.page = page
        self.clock = clock
        self.http = http
    }

    /// Adds an account from its address.
    func add(_ uri: String) async throws {
        _ = try app.add(OTPAuthURI(parsing: uri), keepingBoth: false)
    }

    /// The cookie of a browser that a ticket has let in.
    func visit() async throws -> String {
        let answer = try await send(
            .post,
            "/launch",
            form: ["ticket": page.ticket().secret],
            cookie: nil,
            origin: "null"
        )
        let cookie = answer.headers[.setCookie] ?? ""
        return String(cookie.prefix { $0 != ";" })
    }

    /// The token that the forms of a browser's pages carry.
    func formToken(_ cookie: String) async throws -> String {
        let html = try await send(.get, "/unlock", cookie: cookie).html
        return html.firstMatch(of: /name="form-token" content="([^"]+)"/).map { String($0.1) } ?? ""
    }

    /// Sends a request as a browser would; `host` and `origin` are those of the page unless a test says otherwise.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        form: [String: String] = [:],
        cookie: String?,
        host: String = Phone.origin.authority,
        origin: String? = Phone.origin.text,
        withToken: Bool = true,
        headers more: HTTPFields = [:]
    ) async throws -> TestClient.Response {
        var headers = more
        headers[.connection] = "keep-alive"
        headers[.cookie] = cookie
        if method == .post {
            headers[.origin] = origin
            headers[.contentType] = "application/x-www-form-urlencoded"
        }
        var form = form
        if method == .post, let cookie, withToken { form["form-token"] = try await formToken(cookie) }
        let body = form.map { "\($0.key)=\(Self.encode($0.value))" }.joined(separator: "&")
        return try await http.execute(
            TestClient.Request(
                path,
                method: method,
                authority: host,
                headers: headers,
                body: method == .post ? ByteBuffer(string: body) : nil
            )
        )
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

extension TestClient.Response {
    /// The page's text.
    var html: String { body.map { String(buffer: $0) } ?? "" }
}
