import DeviceCore
import DeviceHost
import DevicePages
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
    let device: Device
    let page: PageHost
    let clock: TestClock
    private let http: TestClient
    private let port: Int

    static let origin = PageOrigin(host: "sparekey-test.localhost", port: 8711)

    /// Runs a story with a new phone, which is gone afterwards; it asks account services through `transport`.
    static func run(
        through transport: any AccountTransport = HTTPTransport(),
        _ story: @escaping @Sendable (Phone) async throws -> Void
    ) async throws {
        let folder = URL.temporaryDirectory.appending(path: "sparekey-page-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = TestClock()
        let device = Device(
            store: FolderVaultStore(VaultHome(directory: folder.path)),
            transport: transport,
            now: { clock.now },
            askPassphrase: { throw Failure(.passphraseNeeded) }
        )
        var configuration = PageConfiguration(device: device)
        configuration.now = { clock.now }
        let page = PageHost(configuration, origin: origin)
        try await Application(responder: page.responder()).test(.live) { client in
            let port = client.port ?? 0
            try await TestClient.withClient(host: "127.0.0.1", port: port) { http in
                try await story(Phone(folder: folder, device: device, page: page, clock: clock, http: http, port: port))
            }
        }
    }

    private init(folder: URL, device: Device, page: PageHost, clock: TestClock, http: TestClient, port: Int) {
        self.folder = folder
        self.device = device
        self.page = page
        self.clock = clock
        self.http = http
        self.port = port
    }

    /// Adds an account from its address.
    func add(_ uri: String) async throws {
        _ = try device.entries.add(OTPAuthURI(parsing: uri), keepingBoth: false)
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
        headers: HTTPFields = [:]
    ) async throws -> TestClient.Response {
        var form = form
        if method == .post, let cookie, withToken { form["form-token"] = try await formToken(cookie) }
        return try await http.execute(
            Self.request(method, path, form: form, cookie: cookie, host: host, origin: origin, headers: headers)
        )
    }

    /// Begins a request on a connection of its own, and waits for no answer; the connection is the caller's to end.
    func begin(
        _ method: HTTPRequest.Method,
        _ path: String,
        form: [String: String] = [:],
        cookie: String
    ) async throws -> TestClient {
        let client = TestClient(host: "127.0.0.1", port: port)
        client.connect()
        try await client.executeAndDontWaitForResponse(Self.request(method, path, form: form, cookie: cookie))
        return client
    }

    /// Has a button pressed so many times at once; returns when each press was answered.
    func press(_ path: String, form: [String: String], cookie: String, times: Int) async throws {
        let token = ["form-token": try await formToken(cookie)]
        let request = Self.request(.post, path, form: form.merging(token) { $1 }, cookie: cookie)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<times {
                group.addTask { [port] in
                    try await TestClient.withClient(host: "127.0.0.1", port: port) { _ = try await $0.execute(request) }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func request(
        _ method: HTTPRequest.Method,
        _ path: String,
        form: [String: String],
        cookie: String?,
        host: String = Phone.origin.authority,
        origin: String? = Phone.origin.text,
        headers more: HTTPFields = [:]
    ) -> TestClient.Request {
        var headers = more
        headers[.connection] = "keep-alive"
        headers[.cookie] = cookie
        if method == .post {
            headers[.origin] = origin
            headers[.contentType] = "application/x-www-form-urlencoded"
        }
        let body = form.map { "\($0.key)=\(encode($0.value))" }.joined(separator: "&")
        return TestClient.Request(
            path,
            method: method,
            authority: host,
            headers: headers,
            body: method == .post ? ByteBuffer(string: body) : nil
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
