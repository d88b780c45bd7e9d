import DeviceCore
import Encodings
import Foundation
import OutsideText
import Synchronization

/// What `sparekey requests --watch` shows and asks.
struct WatchScreen {
    private let session: CommandSession
    /// The requests that wait, as every task of the screen sees them.
    private let open = OpenRequests()

    init(_ session: CommandSession) {
        self.session = session
    }

    /// Shows what happens until the process is ended; asks where there is a terminal to ask at.
    func run() async throws {
        let (events, sink) = AsyncStream.makeStream(of: RequestWatch.Event.self)
        let (app, open) = (session.app, open)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { sink.finish() }
                try await RequestWatch(app).run { event in
                    open.note(event)
                    sink.yield(event)
                }
            }
            for await event in events { try await show(event) }
            try await group.waitForAll()
        }
    }

    private func show(_ event: RequestWatch.Event) async throws {
        guard !session.terminal.json else { return Terminal.printJSON(WatchLine(event)) }
        switch event {
        case .request(let request): try await show(request)
        case .closed: break
        case .notice(let notice): await session.show([notice])
        case .connected(let place, let way): session.terminal.say("watch.\(way.rawValue)", ["place": place])
        case .broken(let failure, let pause):
            session.tell(failure)
            session.terminal.say("watch.next", ["seconds": String(pause.components.seconds)])
        case .ended(let failure): session.tell(failure)
        }
    }

    private func show(_ request: RequestListing) async throws {
        let words = session.terminal.words
        let values = [
            "application": request.application, "place": request.place(words), "account": request.label,
            "id": request.id, "message": request.message ?? "",
        ]
        Terminal.write("\u{7}")
        Terminal.print(words.text("watch.request", values))
        if request.message != nil { Terminal.print(words.text("watch.message", values)) }
        DesktopNotification.show(
            title: words.text("watch.notification.title"),
            text: words.text("watch.notification.text", values)
        )
        guard Prompt.isAvailable else {
            session.terminal.say("requests.how")
            return
        }
        try await ask(request)
    }

    /// Asks until there is an answer, or nobody needs one any more; throws where the input ends.
    private func ask(_ request: RequestListing) async throws {
        guard let answer = try await answer(to: request) else { return session.terminal.say("watch.over") }
        do {
            try await session.app.answer(request.id, answer)
            let key: String =
                switch answer {
                case .approve: "approve.done"
                case .deny: "deny.done"
                case .report: "deny.reported"
                }
            session.terminal.say(key, ["application": request.application])
        } catch {
            session.tell(Failure(explaining: error))
        }
    }

    /// Reads the answer away from the tasks that keep the connection up.
    private func answer(to request: RequestListing) async throws -> RequestAnswer? {
        let (prompt, open) = (session.secrets.prompt, open)
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try prompt.ask("prompt.number", while: { open.holds(request) }) { line in
                            guard let answer = Self.answer(Prompt.text(line)) else {
                                throw Prompt.Mistyped(hint: prompt.words.text("prompt.number.again"))
                            }
                            return answer
                        }
                    }
                )
            }
        }
    }

    private static func answer(_ line: String) -> RequestAnswer? {
        switch line.trimmed().lowercased() {
        case "d": .deny
        case "r": .report
        case let text where text.utf8.count == 2: text.number(Int.self).map { .approve(number: $0) }
        default: nil
        }
    }
}

/// The requests that wait for an answer.
private final class OpenRequests: Sendable {
    private let ids = Mutex<Set<String>>([])

    func note(_ event: RequestWatch.Event) {
        ids.withLock { ids in
            switch event {
            case .request(let request): ids.insert(request.id)
            case .closed(let id, _): ids.remove(id)
            case .notice, .connected, .broken, .ended: break
            }
        }
    }

    func holds(_ request: RequestListing) -> Bool {
        Instant.now() < request.expires && ids.withLock { $0.contains(request.id) }
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
