import DeviceCore
import Encodings
import Foundation
import HTTPExchange
import OneTimePassword
import OutsideText
import TestSupport
import Threads
import Vault

@testable import DevicePages

/// A phone whose pages a test asks: the real pages over a real vault, without any server.
struct Phone: Sendable {
    let folder: URL
    let device: Device
    let site: PageSite
    let clock: TestClock
    let qrCodes: GivenQRCodes

    /// Runs a story with a new phone, which is gone afterwards; it asks account services through `transport`.
    static func run(
        through transport: any AccountTransport = HTTPTransport(),
        _ story: @escaping @Sendable (Phone) async throws -> Void
    ) async throws {
        let folder = URL.temporaryDirectory.appending(path: "sparekey-page-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (clock, qrCodes) = (TestClock(), GivenQRCodes())
        let device = Device(
            store: FolderVaultStore(VaultHome(directory: folder.path)),
            transport: transport,
            now: { clock.now },
            askPassphrase: { throw Failure(.passphraseNeeded) }
        )
        var configuration = PageConfiguration(device: device, qrCodes: qrCodes)
        configuration.now = { clock.now }
        let site = PageSite(configuration)
        try await story(Phone(folder: folder, device: device, site: site, clock: clock, qrCodes: qrCodes))
    }

    /// Adds an account from its address.
    func add(_ uri: String) async throws {
        _ = try device.entries.add(OTPAuthURI(parsing: uri), keepingBoth: false)
    }

    /// What the forms of a browser carry that was let in.
    func visit() async throws -> String { "a token" }

    /// Asks the pages as a browser with forms of a `token` would, and waits for the end of what grows.
    func send(
        _ method: HTTPMethod,
        _ path: String,
        form: [String: String] = [:],
        cookie token: String,
        languages: String = ""
    ) async throws -> PageAnswer {
        let body = form.map { "\(PercentEncoding.encode($0.key))=\(PercentEncoding.encode($0.value))" }
        return await send(method, path, body: Array(body.joined(separator: "&").utf8), token, languages: languages)
    }

    /// The same with what a script sends.
    func send(
        _ method: HTTPMethod,
        _ path: String,
        body: [UInt8]?,
        _ token: String = "a token",
        languages: String = ""
    ) async -> PageAnswer {
        let (address, query) = path.cut(at: "?") ?? (path[...], "")
        var request = PageRequest(method, String(address))
        request.query = String(query)
        request.formToken = token
        request.languages = languages
        request.body = body
        return await OwnThread.run { [request] in PageAnswer(site.answer(request)) }
    }

    /// Has a button pressed so many times at once; returns when each press was answered.
    func press(_ path: String, form: [String: String], cookie: String, times: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<times {
                group.addTask { _ = try await send(.post, path, form: form, cookie: cookie) }
            }
            try await group.waitForAll()
        }
    }
}

/// What the pages have answered, to the end.
struct PageAnswer: Sendable {
    let status: PageStatus
    let headers: HTTPHeaders
    /// The page's text.
    let html: String

    init(_ response: PageResponse) {
        status = response.status
        headers = response.headers
        let shown = SharedValue<[UInt8]>([])
        switch response.body {
        case .bytes(let bytes): shown.value = bytes
        case .job(let job): job.run(until: ThreadCancellation()) { part in shown.change { $0 += part } }
        case .news(let news): shown.value = (try? news.event().bytes) ?? []
        }
        html = String(decoding: shown.value, as: UTF8.self)
    }
}

/// Gives the texts that a test puts into a picture.
final class GivenQRCodes: QRCodes {
    /// What is in every picture.
    let texts = SharedValue<[String]>([])
    /// Why no picture can be read; nil where each can.
    let failure = SharedValue<Failure?>(nil)

    func texts(inPicture bytes: [UInt8], until cancellation: any Cancellation) throws(Failure) -> [String] {
        if let failure = failure.value { throw failure }
        return texts.value
    }

    func texts(
        inLightness bytes: [UInt8],
        width: Int,
        height: Int,
        until cancellation: any Cancellation
    ) throws(Failure) -> [String] {
        try texts(inPicture: bytes, until: cancellation)
    }

    func drawing(of text: String, until cancellation: any Cancellation) throws(Failure) -> String {
        "<svg class=\"given\"></svg>"
    }
}

extension HTTPMethod {
    static let get = GET
    static let post = POST
}

extension PageStatus {
    /// Its number.
    var code: Int { rawValue }
}

extension PageTemplate {
    /// The HTML of the template for a browser that was not let in.
    func render(_ model: Model, words: Catalogue) -> String {
        String(decoding: html(of: model, words: words, formToken: ""), as: UTF8.self)
    }
}
