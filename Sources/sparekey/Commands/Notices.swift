import ArgumentParser
import DeviceCore

/// The command `sparekey notices`.
struct Notices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: HelpText.of("Notices.abstract"),
        discussion: HelpText.of("Notices.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Notices.name")) var name: String?

    func run() async throws {
        let session = common.session()
        let notices = try await session.app.notices(of: name)
        session.terminal.result(notices, text: text(notices, session.terminal.words))
        await session.app.markShown(notices.filter(\.isNew))
    }

    private func text(_ notices: [NoticeListing], _ words: DeviceCore.Catalogue) -> String {
        guard !notices.isEmpty else { return words.text("notices.none") }
        return notices.map { "\(words.moment($0.time))  \($0.sentence(words))" }.joined(separator: "\n")
    }
}

extension CommandSession {
    /// Shows people the notices that this device has not shown, once, and what to do if it was not them.
    func show(_ notices: [NoticeListing]) async {
        guard !terminal.json, !notices.isEmpty else { return }
        for notice in notices {
            Terminal.printError("\(terminal.words.moment(notice.time))  \(notice.sentence(terminal.words))\n")
            let values = ["account": ShellWord.quoted(notice.label), "id": notice.device ?? ""]
            let canRevoke = notice.device != nil && ["device-added", "recovered"].contains(notice.kind)
            let remedy = notice.isWork ? "notices.notMe.work" : canRevoke ? "notices.revoke" : "notices.notMe"
            guard remedy == "notices.notMe" else {
                terminal.say(remedy, values)
                continue
            }
            await sayNotMe(notice)
        }
        await app.markShown(notices)
    }

    /// Says what to do on this device, or from when on it can be done here.
    private func sayNotMe(_ notice: NoticeListing) async {
        let status = try? await app.accountStatus(of: notice.entry)
        var values = ["account": ShellWord.quoted(notice.label)]
        guard let from = status?.changesFrom else {
            let isLimited = status?.needsNewPassword == true
            return terminal.say(isLimited ? "notices.notMe.code" : "notices.notMe", values)
        }
        values["date"] = terminal.words.day(from)
        terminal.say("notices.notMe.later", values)
    }

    /// Shows the notices of an account that this device has not shown; what cannot be asked is left for later.
    func showNotices(of name: String?) async {
        guard !terminal.json, let notices = try? await app.notices(of: name) else { return }
        await show(notices.filter(\.isNew).reversed())
    }

    /// Tells people of a failure that does not end the command.
    func tell(_ failure: Failure) {
        let words = terminal.words.words(for: failure)
        terminal.say("warning.failure", ["message": words.message, "remedy": words.remedy])
    }
}
