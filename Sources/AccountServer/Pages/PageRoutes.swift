import AccountAPI
import Foundation
import HTTPTypes
import Hummingbird
import OutsideText
import Primitives
import WebPages

/// What pages and the endpoints of OpenID Connect stand on.
struct Site: Sendable {
    let service: ServiceContext
    let address: PublicAddress
    let sessions: WebSessions
    let clients: RelyingParties
    let renderer: PageRenderer
    let problems: ProblemMiddleware
    let isBehindProxy: Bool
}

/// Turns pages into routes: reads cookies and forms, refuses forms of other sites, and words what goes wrong.
struct PageRoutes {
    let router: Router<AccountRequestContext>
    let site: Site

    /// Serves a page.
    func get(_ path: String, _ answer: @escaping @Sendable (PageRequest) async throws -> PageAnswer) {
        router.get(RouterPath(path)) { [site] request, context in
            await Self.serve(request, context, site) { page in
                guard let fields = FormFields(request.uri.query ?? ""), !fields.hasRepetition else {
                    throw PageError.invalidRequest
                }
                return try await answer(page(fields))
            }
        }
    }

    /// Serves a form: it must come from a page of this service in the same browser.
    func post(_ path: String, _ answer: @escaping @Sendable (PageRequest) async throws -> PageAnswer) {
        let admission = Admission.of(page: path)
        router.post(RouterPath(path)) { [site] request, context in
            await Self.serve(request, context, site) { page in
                guard let admission else { throw PageError.failed }
                let fields = try await Self.form(request)
                // Which of two was meant, nobody can tell.
                guard !fields.hasRepetition else { throw PageError.invalidRequest }
                let page = page(fields)
                try Self.checkOrigin(request, page.url)
                let token = Array((fields["token"] ?? "").utf8)
                guard constantTimeEqual(token, Array(page.browser.formToken.utf8)) else { throw PageError.stale }
                guard !admission.needsRecentSignIn || page.isFresh else { return try page.signIn(for: .of(path)) }
                return try await answer(page)
            }
        }
    }

    /// The fields of a form; those of a body of any other type are not read.
    static func form(_ request: Request) async throws -> FormFields {
        let type = request.headers[.contentType]?.before(";").trimmed() ?? ""
        guard type.isSameIgnoringCase(as: FormFields.mediaType) else {
            throw PageError.invalidRequest
        }
        let body = try await EndpointRoutes.read(request.body)
        guard let text = String(validating: body, as: UTF8.self), let fields = FormFields(text) else {
            throw PageError.invalidRequest
        }
        return fields
    }

    private static func serve(
        _ request: Request,
        _ context: AccountRequestContext,
        _ site: Site,
        _ answer: (_ page: (FormFields) -> PageRequest) async throws -> PageAnswer
    ) async -> Response {
        // Without a public address nothing works; the page that says so needs some address to link its style by.
        let url = site.address.url ?? .unknown
        let browser = Browser(request, isSecure: url.isSecure)
        let wishes = ServiceWords.wishes(request.headers[.acceptLanguage])
        var session: WebSession?
        func page(_ fields: FormFields) -> PageRequest {
            PageRequest(
                site: site,
                url: url,
                fields: fields,
                browser: browser,
                session: session,
                wishes: wishes,
                address: ClientAddress(of: request, context, isBehindProxy: site.isBehindProxy),
                isForm: request.method == .post
            )
        }
        var result: PageAnswer
        do {
            guard url != .unknown else { throw PageError.noPublicURL }
            if let token = browser.sessionToken {
                session = try await site.sessions.session(token)
            }
            result = try await answer(page)
        } catch let error as PageError {
            result = page(FormFields()).failure(error)
        } catch {
            result = page(FormFields()).failure(PageError(site.problems.problem(error, context)))
        }
        if browser.isNew {
            result = result.setting(browser.cookie)
        }
        return result.response()
    }

    private static func checkOrigin(_ request: Request, _ url: PublicURL) throws(PageError) {
        if let origin = request.headers[.origin] {
            guard origin.isSame(as: url.origin) else { throw .otherSite }
        } else if let site = request.headers[.fetchSite] {
            guard site.isSame(as: "same-origin") else { throw .otherSite }
        }
    }
}

extension PublicURL {
    /// Stands in where the public address is not known.
    fileprivate static let unknown = PublicURL(text: "", origin: "", prefix: "")

    private init(text: String, origin: String, prefix: String) {
        self.text = text
        self.origin = origin
        self.prefix = prefix
    }
}
