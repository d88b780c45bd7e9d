import Foundation
import HTTPTypes
import OutsideText
import WebPages

/// A request for a page, read and checked.
struct PageRequest: Sendable {
    let site: Site
    let url: PublicURL
    /// The fields of the query, or of the form that was sent.
    let fields: FormFields
    let browser: Browser
    let session: WebSession?
    private(set) var words: ServiceWords
    let address: ClientAddress
    /// Whether a form was sent.
    let isForm: Bool
    /// The languages that the browser asks for, the most wanted first.
    private let wishes: [String]

    /// Puts a request together.
    init(
        site: Site,
        url: PublicURL,
        fields: FormFields,
        browser: Browser,
        session: WebSession?,
        wishes: [String],
        address: ClientAddress,
        isForm: Bool
    ) {
        self.site = site
        self.url = url
        self.fields = fields
        self.browser = browser
        self.session = session
        self.wishes = wishes
        self.address = address
        self.isForm = isForm
        words = .preferred((fields["ui_locales"] ?? "").pieces(at: " ").map(String.init) + wishes)
    }

    /// The page of a model.
    func page(_ model: some PageModel, status: HTTPResponse.Status = .ok) -> PageAnswer {
        .html(site.renderer.render(model, url: url, words: words, formToken: browser.formToken), status: status)
    }

    /// Sends the browser to a page of the service.
    func redirect(_ path: String, _ fields: KeyValuePairs<String, String?> = [:]) -> PageAnswer {
        let query = FormFields.encode(fields)
        return .redirect("\(url.prefix)\(path)\(query.isEmpty ? "" : "?\(query)")")
    }

    /// Sends the browser away to an application.
    ///
    /// After a form that would fall under `form-action`, which names this service alone and which some browsers apply to
    /// wherever the application sends people next as well. So a page comes in between, which continues on its own.
    func leave(to address: String, application: String) -> PageAnswer {
        guard isForm else { return .redirect(address) }
        let title = words.page("leave.title", ["application": application])
        var answer = page(LeaveModel(title: title, address: address))
        answer.headers[.refresh] = "0;url=\(address)"
        return answer
    }

    /// Takes an answer to an application, in the way that the application asked for.
    func leave(with answer: AuthorizationAnswer, application: String) -> PageAnswer {
        guard answer.mode == .formPost else { return leave(to: answer.address, application: application) }
        let fields = answer.fields.compactMap { name, value in
            value.map { FormPostModel.Field(name: name, value: $0) }
        }
        let title = words.page("leave.title", ["application": application])
        var page = page(FormPostModel(title: title, address: answer.redirect, fields: fields))
        page.formsLeaveService = true
        return page
    }

    /// Whether the person has signed in a little while ago, as is asked for before what cannot be taken back.
    var isFresh: Bool {
        guard let session else { return false }
        return site.service.now - session.signedIn <= Self.freshness
    }

    private static let freshness = 15 * Milliseconds.minute

    /// A page that says what went wrong.
    func failure(_ error: PageError) -> PageAnswer {
        var values: [String: String] = [:]
        if let seconds = error.retryAfter {
            values["wait"] = words.duration(seconds)
        }
        let model = ErrorModel(
            title: words.page("error.\(error.key).title"),
            text: words.page("error.\(error.key).text", values),
            code: error.code
        )
        var answer = page(model, status: error.status)
        if let seconds = error.retryAfter {
            answer.headers[.retryAfter] = String(seconds)
        }
        return answer
    }

    /// A moment, for people and for the script that writes it in their own time zone.
    func moment(_ time: Milliseconds) -> MomentModel {
        let date = Date(timeIntervalSince1970: Double(time) / 1000)
        return MomentModel(machine: date.formatted(.iso8601), text: words.unbrokenMoment(time))
    }

    /// Opens the flow that a page has handed to this one, and speaks the languages that the application asked for.
    ///
    /// Throws ``PageError/stale`` for one that is too old or another browser's.
    mutating func takeFlow() throws -> Flow {
        try take(PageSeal(service: site.service).open(fields["flow"], as: Flow.self, kind: "flow"))
    }

    /// Opens the step after the user name, in the same way.
    mutating func takeStep() throws -> SignInStep {
        let step = PageSeal(service: site.service).open(fields["step"], as: SignInStep.self, kind: "step")
        guard let step else { throw PageError.stale }
        _ = try take(step.flow)
        return step
    }

    /// Who asks for the devices of a name: whoever has typed the code of a letter, a browser that has signed in with the
    /// name before, or any browser.
    func asker(_ name: LoginName, _ flow: Flow) -> RequestAsker {
        if let letter = flow.letter(of: name) { return .letter(letter) }
        if let known = knownBrowser(name) { return .knownBrowser(known) }
        return .browser(browser.id, network: address.group)
    }

    /// The name of this browser, if someone has signed in with a user name here before.
    func knownBrowser(_ name: LoginName) -> String? {
        guard let known = KnownBrowser(cookie: browser.knownToken, site.service),
            known.knows(site.service.keys.login(name), now: site.service.now)
        else { return nil }
        return known.id
    }

    /// Begins a flow in this browser.
    func begin(_ goal: Flow.Goal) -> Flow {
        Flow(goal: goal, browser: browser.id, started: site.service.now)
    }

    /// Sends the browser to the sign-in, and from there to a page of the service.
    func signIn(for page: Flow.Destination) throws -> PageAnswer {
        redirect("/sign-in", ["flow": try seal(begin(.page(page)))])
    }

    /// The sealed text of a flow.
    func seal(_ flow: Flow) throws -> String {
        try PageSeal(service: site.service).seal(flow, kind: "flow")
    }

    /// The sealed text of a step.
    func seal(_ step: SignInStep) throws -> String {
        try PageSeal(service: site.service).seal(step, kind: "step")
    }

    private mutating func take(_ flow: Flow?) throws -> Flow {
        guard let flow, flow.browser == browser.id, flow.started + Flow.lifetime > site.service.now else {
            throw PageError.stale
        }
        words = .preferred((flow.authorization?.languages ?? []) + wishes)
        return flow
    }
}
