import ArgumentParser
import DeviceCore
import Foundation

/// The command `sparekey requests`.
struct Requests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the sign-in requests that wait for an answer.",
        discussion: """
            sparekey requests
            sparekey requests --watch      (stays connected, and asks at once)

            With --watch --json, one object a line: request, closed, notice, connected, broken, ended.
            """
    )

    @OptionGroup var common: CommonOptions
    @Flag(help: "Stay connected, and ask as soon as a request comes.") var watch = false

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
            let left = "\(max(0, Int(request.expires.timeIntervalSinceNow))) s"
            table.add([request.application, request.place(words), request.label, left, request.id])
        }
        return table.text + "\n\n" + words.text("requests.how")
    }
}

/// The command `sparekey approve`.
struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Approve a sign-in request with the number that the sign-in shows.",
        discussion: """
            sparekey approve 0123456789ab --number 42

            Type only a number that you see where you sign in yourself. A wrong number ends the request.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The request, or the beginning of its identifier; not needed where only one waits.") var id: String?
    @Option(help: ArgumentHelp("The two digits that the sign-in shows.", valueName: "nn")) var number: Int

    func validate() throws {
        guard (0...99).contains(number) else { throw ValidationError("The number has two digits.") }
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
        abstract: "Deny a sign-in request, and report it if it was not you.",
        discussion: """
            sparekey deny 0123456789ab
            sparekey deny 0123456789ab --report      (it wasn't me)
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The request, or the beginning of its identifier; not needed where only one waits.") var id: String?
    @Flag(help: "It wasn't me.") var report = false

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
