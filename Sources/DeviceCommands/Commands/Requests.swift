import ArgumentParser
import DeviceCore
import Encodings
import OutsideText

/// The command `sparekey requests`.
struct Requests: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests",
        abstract: HelpText.of("Requests.abstract"),
        discussion: HelpText.of("Requests.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Flag(help: HelpText.of("Requests.watch")) var watch = false

    func run() throws {
        let session = common.session()
        guard !watch else { return try WatchScreen(session.staying()).run() }
        let pending = try session.device.approvals.requests()
        session.terminal.result(pending.requests, text: text(pending.requests, session.terminal.words))
        for failure in pending.failures { session.tell(failure) }
        session.show(pending.notices)
    }

    private func text(_ requests: [RequestListing], _ words: DeviceCore.Catalogue) -> String {
        guard !requests.isEmpty else { return words.text("requests.none") }
        var table = Table(["application", "place", "account", "left", "id"].map { words.text("column.\($0)") })
        for request in requests {
            let left = "\(max(0, request.expires.seconds(since: .now()))) s"
            table.add([request.purpose(words), request.placeInTable(words), request.wholeLabel, left, request.id])
        }
        return table.text + "\n\n" + words.text("requests.how")
    }
}

/// The command `sparekey approve`.
struct Approve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: HelpText.of("Approve.abstract"),
        discussion: HelpText.of("Approve.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Approve.id")) var id: String?
    @Option(help: ArgumentHelp(HelpText.of("Approve.number"), valueName: "nn")) var number: String?

    func validate() throws { _ = try given }

    func run() throws {
        let session = common.session()
        guard let given = try given else { return try ask(session) }
        let request = try session.device.approvals.answer(id, given)
        session.terminal.result(Done(), text: request.sentence(given.doneKey, session.terminal.words))
    }

    /// Shows the request and asks for its number at the terminal.
    private func ask(_ session: CommandSession) throws {
        let request = try session.device.approvals.request(id)
        let screen = WatchScreen(session)
        screen.tell(request)
        let answer = try screen.answer(to: request) { Instant.now() < request.expires }
        guard let answer else { throw Failure(.requestExpired) }
        try session.device.approvals.answer(request.id, answer)
        session.terminal.result(Done(), text: request.sentence(answer.doneKey, session.terminal.words))
    }
}

extension Approve {
    /// The approval; a number that no sign-in shows is refused here, because it would end the request.
    ///
    /// Nil where it is asked for.
    private var given: RequestAnswer? {
        get throws {
            if number == nil, !common.json, Prompt.isAvailable { return nil }
            guard let approval = RequestAnswer(number: number?.number(Int.self)) else {
                throw ValidationError(HelpText.of("Approve.refusal"))
            }
            return approval
        }
    }
}

/// The command `sparekey deny`.
struct Deny: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deny",
        abstract: HelpText.of("Deny.abstract"),
        discussion: HelpText.of("Deny.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Deny.id")) var id: String?
    @Flag(help: HelpText.of("Deny.report")) var report = false

    func run() throws {
        let session = common.session()
        let answer: RequestAnswer = report ? .report : .deny
        let request = try session.device.approvals.answer(id, answer)
        session.terminal.result(Done(), text: request.sentence(answer.doneKey, session.terminal.words))
    }
}
