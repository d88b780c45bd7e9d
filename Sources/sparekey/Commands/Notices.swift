import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey notices`.
struct Notices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices",
        abstract: HelpText.of("Notices.abstract"),
        discussion: HelpText.of("Notices.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Notices.name")) var name: String?

    func run() async throws {
        let session = common.session()
        let notices = try await session.app.notices(of: name)
        let told = common.json ? "" : await text(notices, session)
        session.terminal.result(notices, text: told)
        await session.app.markShown(notices.filter(\.isNew))
    }

    /// What happened, and below what to do if it was not them, however often it is read.
    private func text(_ notices: [NoticeListing], _ session: CommandSession) async -> String {
        let words = session.terminal.words
        guard !notices.isEmpty else { return words.text("notices.none") }
        let lines = notices.map { "\(words.moment($0.time))  \($0.sentence(words))" }
        let remedies = await session.remedies(for: notices).map { words.text($0.key, $0.values) }
        return (lines + (remedies.isEmpty ? [] : [""]) + remedies).joined(separator: "\n")
    }
}

extension CommandSession {
    /// Shows people the notices that this device has not shown, and what to do if it was not them.
    func show(_ notices: [NoticeListing]) async {
        guard !terminal.json, !notices.isEmpty else { return }
        var answers: [String: NoticeAnswer] = [:]
        for notice in notices {
            Terminal.printError("\(terminal.words.moment(notice.time))  \(notice.sentence(terminal.words))\n")
            guard let remedy = await remedy(for: notice, &answers) else { continue }
            terminal.say(remedy.key, remedy.values)
        }
        await app.markShown(notices)
    }

    /// What somebody can do who did not do what notices tell, the newest first: each once, and nothing against what was
    /// undone since.
    fileprivate func remedies(for notices: [NoticeListing]) async -> [NoticeRemedy] {
        var answers: [String: NoticeAnswer] = [:]
        var undone: Set<String> = []
        var remedies: [NoticeRemedy] = []
        for notice in notices where !undone.contains(notice.entry) {
            if let remedy = await remedy(for: notice, &answers), !remedies.contains(remedy) { remedies.append(remedy) }
            if notice.isTakingBack { undone.insert(notice.entry) }
        }
        return remedies
    }

    /// A stranger makes many notices: each account is asked for once.
    private func remedy(for notice: NoticeListing, _ answers: inout [String: NoticeAnswer]) async -> NoticeRemedy? {
        guard !notice.isWork else { return NoticeRemedy(key: "notices.notMe.work") }
        let answer: NoticeAnswer
        if let known = answers[notice.entry] {
            answer = known
        } else {
            answer = await self.answer(to: notice)
        }
        answers[notice.entry] = answer
        return answer.remedy(for: notice, terminal.words)
    }

    private func answer(to notice: NoticeListing) async -> NoticeAnswer {
        let status = try? await app.accountStatus(of: notice.entry)
        let devices = try? await app.devices(of: notice.entry)
        return NoticeAnswer(
            word: (try? await app.accountListing(named: notice.entry))?.word ?? ShellWord.quoted(notice.label),
            devices: devices.map { Set($0.map(\.id.rawValue)) },
            own: devices?.first(where: \.current)?.id.rawValue,
            changesFrom: status?.changesFrom,
            isLimited: status?.needsNewPassword == true
        )
    }

    /// Shows the notices of an account that this device has not shown; what cannot be asked is left for later.
    func showNotices(of name: String?) async {
        guard !terminal.json, let notices = try? await app.notices(of: name) else { return }
        await show(notices.filter(\.isNew).reversed())
    }

    /// Tells people of a failure that does not end the command.
    func tell(_ failure: Failure) {
        Terminal.printError(terminal.words.sentence(for: failure) + "\n")
    }
}

/// What someone can do about a notice of an account that was not their doing.
private struct NoticeAnswer {
    /// The word of a command that means the account.
    let word: String
    /// The devices that the account has; nil where the service did not say.
    let devices: Set<String>?
    /// This device, as the account lists it; nil where the service did not say.
    let own: String?
    /// From when on this device can change the account; nil where it can now.
    let changesFrom: Instant?
    /// Whether nothing but the code on paper can set a new password.
    let isLimited: Bool

    /// What is said; a device that is gone since cannot be removed, and nothing is asked of what this device did itself.
    func remedy(for notice: NoticeListing, _ words: DeviceCore.Catalogue) -> NoticeRemedy? {
        guard notice.device == nil || !notice.isTakingBack || notice.device != own else { return nil }
        var values = ["account": word]
        let isOfNewDevice = ["device-added", "device-unsettled", "recovered"].contains(notice.kind)
        if isOfNewDevice, let device = notice.device, devices?.contains(device) ?? true {
            values["id"] = device
            values["device"] = words.quoted(notice.deviceName ?? "?")
            return NoticeRemedy(key: "notices.revoke", values: values)
        }
        guard let changesFrom else {
            if isLimited { return NoticeRemedy(key: "notices.notMe.code", values: values) }
            // A new password leaves the code on paper.
            let isOfCode = notice.kind == "recovery-code-used"
            return NoticeRemedy(key: isOfCode ? "notices.notMe.paper" : "notices.notMe", values: values)
        }
        values["date"] = words.day(changesFrom)
        return NoticeRemedy(key: "notices.notMe.later", values: values)
    }
}

/// A sentence that tells what to do about a notice: its key, with its values.
private struct NoticeRemedy: Equatable {
    let key: String
    var values: [String: String] = [:]
}

extension NoticeListing {
    /// Whether it tells that the account was taken back, which undid what had happened before.
    fileprivate var isTakingBack: Bool { kind == "account-taken-back" }
}
