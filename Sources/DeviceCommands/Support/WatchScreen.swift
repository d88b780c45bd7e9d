import DeviceCore
import Encodings
import OutsideText
import Threads

/// What `sparekey requests --watch` shows and asks.
struct WatchScreen: Sendable {
    private let session: CommandSession
    /// The requests that wait, as every thread of the screen sees them.
    private let open = OpenRequests()
    private let notices = WaitingNotices()

    init(_ session: CommandSession) {
        self.session = session
    }

    /// Shows what happens until the process is ended; asks where there is a terminal to ask at.
    func run() throws {
        let events = ThreadQueue<RequestWatch.Event>(limit: Self.mostWaiting)
        try ThreadCancellation.within(session.device.cancellation) { end in
            let hears: @Sendable () throws -> Void = {
                defer { events.end() }
                try RequestWatch(session.device.until(end)).run { event in
                    open.note(event)
                    // One notice that waits brings up all others.
                    if notices.note(event) || session.terminal.json { events.add(event) }
                }
            }
            // Here, away from the threads that keep the connections up.
            let shows: @Sendable () throws -> Void = {
                defer { end.cancel() }
                while let event = events.next() { try show(event) }
            }
            try OwnThreads().run([hears, shows], until: end)
        }
    }

    /// How many events wait at most while a question is open: they come from outside, as long as nobody answers.
    private static let mostWaiting = 1000

    private func show(_ event: RequestWatch.Event) throws {
        guard !session.terminal.json else {
            _ = notices.take()
            return Terminal.printJSON(WatchLine(event))
        }
        // A stranger makes many notices: the service is asked once for all that wait, and no request waits for them.
        let waiting = if case .request = event { [NoticeListing]() } else { notices.take() }
        if !waiting.isEmpty { session.show(waiting) }
        switch event {
        case .request(let request): try show(request)
        case .closed, .notice: break
        case .connected(let place, let way): session.terminal.say("watch.\(way.rawValue)", ["place": place])
        case .broken(let failure, let pause):
            session.tell(failure)
            session.terminal.say("watch.next", ["seconds": String(pause.components.seconds)])
        case .ended(let failure): session.tell(failure)
        }
    }

    /// Says who asks, and for what.
    func tell(_ request: RequestListing) {
        let words = session.terminal.words
        Terminal.print(request.sentence("watch.request", words))
        if let message = request.message { Terminal.print(words.text("watch.message", ["message": message])) }
    }

    private func show(_ request: RequestListing) throws {
        let words = session.terminal.words
        Terminal.write("\u{7}")
        tell(request)
        DesktopNotification.show(
            title: words.text("watch.notification.title"),
            text: request.sentence("watch.notification.text", words)
        )
        guard Prompt.isAvailable else {
            session.terminal.say("requests.how")
            return
        }
        try ask(request)
    }

    /// Asks until there is an answer, or nobody needs one any more; throws where the input ends.
    private func ask(_ request: RequestListing) throws {
        let answer = try answer(to: request) { open.holds(request) }
        guard let answer else { return session.terminal.say("watch.over") }
        do {
            try session.device.approvals.answer(request.id, answer)
            Terminal.printError(request.sentence(answer.doneKey, session.terminal.words) + "\n")
        } catch {
            session.tell(Failure(explaining: error))
        }
    }

    /// Reads the answer.
    func answer(to request: RequestListing, while isWanted: () -> Bool) throws -> RequestAnswer? {
        let prompt = session.secrets.prompt
        let question = request.confirms == nil ? "prompt.number" : "prompt.number.confirms"
        return try prompt.ask(question, while: isWanted) { line in
            guard let answer = Self.answer(Prompt.text(line)) else {
                throw Prompt.Mistyped(hint: prompt.words.text("prompt.number.again"))
            }
            return answer
        }
    }

    private static func answer(_ line: String) -> RequestAnswer? {
        switch line.trimmed().lowercased() {
        case "d": .deny
        case "r": .report
        case let text where text.utf8.count == 2: RequestAnswer(number: text.number(Int.self))
        default: nil
        }
    }
}

extension RequestAnswer {
    /// The key of the sentence that it was given.
    var doneKey: String {
        switch self {
        case .approve: "approve.done"
        case .deny: "deny.done"
        case .report: "deny.reported"
        }
    }
}

/// One line of `sparekey requests --watch --json`.
private struct WatchLine: Encodable {
    private let event: String
    private var request: RequestListing?
    private var notice: NoticeListing?
    private var id: String?
    private var approved: Bool?
    private var place: String?
    private var way: String?
    private var code: String?
    private var seconds: Int64?

    init(_ event: RequestWatch.Event) {
        switch event {
        case .request(let request):
            self.event = "request"
            self.request = request
        case .closed(let id, let approved):
            self.event = "closed"
            self.id = id
            self.approved = approved
        case .notice(let notice):
            self.event = "notice"
            self.notice = notice
        case .connected(let place, let way):
            self.event = "connected"
            self.place = place
            self.way = way.rawValue
        case .broken(let failure, let pause):
            self.event = "broken"
            code = failure.code.rawValue
            seconds = pause.components.seconds
        case .ended(let failure):
            self.event = "ended"
            code = failure.code.rawValue
        }
    }
}
