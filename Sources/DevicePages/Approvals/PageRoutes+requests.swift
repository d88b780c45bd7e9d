import DeviceCore
import Encodings
import WebPages

extension PageRoutes {
    /// Serves sign-in requests: who asks, from where, and the number to type.
    func addRequests() {
        get("/requests") { site, context in
            let said = context.request.fields["said"].flatMap(RequestsModel.Said.init)
            return try site.requests(context) { $0.said = said.map { context.words.text($0.key) } }
        }
        post("/requests/:id") { site, form, context in
            let id = context.id
            var said = RequestsModel.Said(rawValue: form["answer"]) ?? .deny
            let answer: RequestAnswer
            switch said {
            case .approve, .confirm:
                guard let approval = RequestAnswer(number: Int(form["number"])) else {
                    return try site.requests(context, status: .badRequest) { $0.asksForNumber = true }
                }
                answer = approval
            case .deny, .denyDevice: answer = .deny
            case .report, .reportDevice: answer = .report
            }
            do {
                let request = try site.device.approvals.answer(id, answer)
                if request.confirms != nil { said = said.ofDevice }
            } catch {
                let failure = FailureModel(Failure(explaining: error), context.words)
                return try site.requests(context, status: .conflict) { $0.failure = failure }
            }
            site.requestBoard.close(id)
            return .redirect(to: "/requests?said=\(said.rawValue)")
        }
    }
}

extension PageSite {
    /// The sentence that someone asks to sign in; nil where nobody does.
    func asked(_ words: Catalogue) -> String? {
        let waiting = requestBoard.waiting
        guard let first = waiting.first else { return nil }
        guard waiting.count > 1 else {
            return first.sentence("page.requests.asked", words)
        }
        return words.text("page.requests.askedMany", ["n": String(waiting.count)])
    }

    fileprivate func requests(
        _ context: PageContext,
        status: PageStatus = .ok,
        _ tell: (inout RequestsModel) -> Void
    ) throws -> PageResponse {
        var model = RequestsModel()
        do {
            let entries = try device.entries.list()
            (model.needsAccount, model.canRecover) = (!entries.contains(where: \.hasDevices), entries.isEmpty)
            if !model.needsAccount { model.take(try device.approvals.requests(), at: now(), context.words) }
        } catch let error where Failure(explaining: error) == Failure(.approvalsOff) {
            model.isOff = true
        } catch {
            model.failure = FailureModel(Failure(explaining: error), context.words)
        }
        tell(&model)
        return page(.requests, model, context, status: status)
    }
}

/// The requests that wait.
struct RequestsModel {
    var requests: [Row] = []
    var isEmpty = false
    /// Whether there is one request alone, whose number is what comes next.
    var isSingle = false
    /// Whether there is no account yet that sign-in requests could be for.
    var needsAccount = false
    /// Whether there are no accounts at all, so that they may be in a backup.
    var canRecover = false
    /// Whether no account of this device answers sign-in requests.
    var isOff = false
    /// Whether an approval came without its number.
    var asksForNumber = false
    /// What became of the answer that was just given.
    var said: String?
    var failure: FailureModel?

    /// Shows what waits.
    mutating func take(_ pending: PendingRequests, at now: Instant, _ words: Catalogue) {
        requests = pending.requests.map { Row($0, at: now, words) }
        failure = pending.failures.first.map { FailureModel($0, words) }
        isEmpty = requests.isEmpty && failure == nil
        isSingle = requests.count == 1
    }

    /// An answer that was given.
    enum Said: String {
        case approve
        /// An approval that has confirmed a device.
        case confirm
        case deny
        /// A denial after which a device is not confirmed.
        case denyDevice
        case report
        /// A report after which a device is not confirmed.
        case reportDevice

        /// The same of a request that confirms a device and signs nobody in.
        var ofDevice: Said {
            switch self {
            case .approve, .confirm: .confirm
            case .deny, .denyDevice: .denyDevice
            case .report, .reportDevice: .reportDevice
            }
        }

        /// The key of its sentence.
        var key: String { "page.requests.said.\(rawValue)" }
    }

    /// One request.
    struct Row {
        let id: String
        let application: String
        let label: String
        let place: String
        let message: String?
        /// What the number is called that is typed.
        let number: String
        /// When it was asked.
        let asked: String
        /// How long it still waits, in words.
        let left: String
        /// The same words with a place for the number, and when it ends, in milliseconds, for the script.
        let leftWords: String
        let until: Int64
        let avatar: AvatarModel
    }
}

extension RequestsModel.Row {
    init(_ request: RequestListing, at now: Instant, _ words: Catalogue) {
        id = request.id
        application = request.purpose(words)
        label = request.wholeLabel
        place = request.place(words)
        asked = words.moment(request.created)
        message = request.message
        number = words.text(request.confirms == nil ? "page.requests.number" : "page.requests.number.confirms")
        let seconds = max(0, Int(request.expires.seconds(since: now)))
        left = words.text("page.requests.seconds", ["n": String(seconds)])
        leftWords = words.text("page.requests.seconds")
        until = request.expires.milliseconds
        avatar = AvatarModel(of: request.application)
    }
}
