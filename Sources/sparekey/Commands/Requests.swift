import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey requests`.
struct Requests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: HelpText.of("Requests.abstract"),
        discussion: HelpText.of("Requests.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Flag(help: HelpText.of("Requests.watch")) var watch = false

    func run() async throws {
        let session = common.session()
        guard !watch else { return try await WatchScreen(session).run() }
        let pending = try await session.app.requests()
        session.terminal.result(pending.requests, text: text(pending.requests, session.terminal.words))
        for failure in pending.failures { session.tell(failure) }
        await session.show(pending.notices)
    }

    private func text(_ requests: [RequestListing], _ words: DeviceCore.Catalogue) -> String {
        guard !requests.isEmpty else { return words.text("requests.none") }
        var table = Table(["application", "place", "account", "left", "id"].map { words.text("column.\($0)") })
        for request in requests {
            let left = "\(max(0, request.expires.seconds(since: .now()))) s"
            table.add([request.application, request.place(words), request.label, left, request.id])
        }
        return table.text + "\n\n" + words.text("requests.how")
    }
}

/// The command `sparekey approve`.
struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: HelpText.of("Approve.abstract"),
        discussion: HelpText.of("Approve.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Approve.id")) var id: String?
    @Option(help: ArgumentHelp(HelpText.of("Approve.number"), valueName: "nn")) var number: Int

    func validate() throws {
        guard (0...99).contains(number) else { throw ValidationError(HelpText.of("Approve.refusal")) }
    }

    func run() async throws {
        let session = common.session()
        let request = try await session.app.answer(id, .approve(number: number))
        let words = session.terminal.words
        session.terminal.result(Done(), text: words.text("approve.done", ["application": request.application]))
    }
}

/// The command `sparekey deny`.
struct Deny: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: HelpText.of("Deny.abstract"),
        discussion: HelpText.of("Deny.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Deny.id")) var id: String?
    @Flag(help: HelpText.of("Deny.report")) var report = false

    func run() async throws {
        let session = common.session()
        let request = try await session.app.answer(id, report ? .report : .deny)
        let key = report ? "deny.reported" : "deny.done"
        session.terminal.result(
            Done(),
            text: session.terminal.words.text(key, ["application": request.application])
        )
    }
}
