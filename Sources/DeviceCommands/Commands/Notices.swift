import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey notices`.
struct Notices: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices",
        abstract: HelpText.of("Notices.abstract"),
        discussion: HelpText.of("Notices.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Notices.name")) var name: String?

    func run() throws {
        let session = common.session()
        let notices = try session.device.approvals.notices(of: name)
        let told = common.json ? "" : text(notices, session)
        session.terminal.result(notices, text: told)
        session.device.approvals.markShown(notices.filter(\.isNew))
    }

    /// What happened, and below what to do if it was not them, however often it is read.
    private func text(_ notices: [NoticeListing], _ session: CommandSession) -> String {
        let words = session.terminal.words
        guard !notices.isEmpty else { return words.text("notices.none") }
        let lines = notices.map { "\(words.moment($0.time))  \($0.sentence(words))" }
        let remedies = session.remedies(for: notices).map { $0.sentence(words) }
        return (lines + (remedies.isEmpty ? [] : [""]) + remedies).joined(separator: "\n")
    }
}

extension CommandSession {
    /// Shows people the notices that this device has not shown, and what to do if it was not them.
    func show(_ notices: [NoticeListing]) {
        guard !terminal.json, !notices.isEmpty else { return }
        var answers: [String: NoticeAnswer] = [:]
        for notice in notices {
            Terminal.printError("\(terminal.words.moment(notice.time))  \(notice.sentence(terminal.words))\n")
            guard let remedy = remedy(for: notice, &answers) else { continue }
            Terminal.printError(remedy.sentence(terminal.words) + "\n")
        }
        device.approvals.markShown(notices)
    }

    /// What somebody can do who did not do what notices tell, the newest first: each once, with when that was, and nothing
    /// against what was undone since.
    fileprivate func remedies(for notices: [NoticeListing]) -> [NoticeRemedy] {
        var answers: [String: NoticeAnswer] = [:]
        var undone: Set<String> = []
        var remedies: [NoticeRemedy] = []
        for notice in notices where !undone.contains(notice.entry) {
            if let remedy = remedy(for: notice, &answers) {
                if let known = remedies.firstIndex(where: { $0.isSame(as: remedy) }) {
                    remedies[known].times += remedy.times
                } else {
                    remedies.append(remedy)
                }
            }
            if notice.isTakingBack { undone.insert(notice.entry) }
        }
        return remedies
    }

    /// A stranger makes many notices: each account is asked for once.
    private func remedy(for notice: NoticeListing, _ answers: inout [String: NoticeAnswer]) -> NoticeRemedy? {
        guard !notice.isWork else { return NoticeRemedy(key: "notices.notMe.work", of: notice) }
        let answer: NoticeAnswer
        if let known = answers[notice.entry] {
            answer = known
        } else {
            answer = self.answer(to: notice)
        }
        answers[notice.entry] = answer
        return answer.remedy(for: notice, terminal.words)
    }

    private func answer(to notice: NoticeListing) -> NoticeAnswer {
        let status = try? device.accounts.status(of: notice.entry)
        let devices = try? device.accounts.devices(of: notice.entry)
        return NoticeAnswer(
            word: (try? device.accounts.accountListing(named: notice.entry))?.word ?? ShellWord.quoted(notice.label),
            devices: devices.map { Set($0.map(\.id.rawValue)) },
            own: device.approvals.ownDevices(of: notice.entry).union(
                (devices ?? []).filter(\.current).map(\.id.rawValue)
            ),
            changesFrom: status?.changesFrom,
            isLimited: status?.needsNewPassword == true
        )
    }

    /// Shows the notices of an account that this device has not shown; what cannot be asked is left for later.
    func showNotices(of name: String?) {
        guard !terminal.json, let notices = try? device.approvals.notices(of: name) else { return }
        show(notices.filter(\.isNew).reversed())
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
    /// This device, as the account lists it and as it did before it signed in as a new one.
    let own: Set<String>
    /// From when on this device can change the account; nil where it can now.
    let changesFrom: Instant?
    /// Whether nothing but the code on paper can set a new password.
    let isLimited: Bool

    /// What is said; a device that is gone since cannot be removed, and nobody is asked whether they were this very device.
    func remedy(for notice: NoticeListing, _ words: DeviceCore.Catalogue) -> NoticeRemedy? {
        guard notice.device.map({ !own.contains($0) }) ?? true else { return nil }
        var values = ["account": word]
        if notice.isOfNewDevice, let device = notice.device, devices?.contains(device) ?? true {
            values["id"] = device
            values["device"] = words.quoted(notice.deviceName ?? "?")
            return NoticeRemedy(key: "notices.revoke", of: notice, values)
        }
        guard let changesFrom else {
            if isLimited { return NoticeRemedy(key: "notices.notMe.code", of: notice, values) }
            let key = notice.isOfRecoveryCode ? "notices.notMe.paper" : "notices.notMe"
            return NoticeRemedy(key: key, of: notice, values)
        }
        values["date"] = words.day(changesFrom)
        return NoticeRemedy(key: "notices.notMe.later", of: notice, values)
    }
}

/// A sentence that tells what to do about notices: its key, with its values, and when what they tell happened.
private struct NoticeRemedy {
    private let key: String
    private let values: [String: String]
    var times: [Instant]

    init(key: String, of notice: NoticeListing, _ values: [String: String] = [:]) {
        (self.key, self.values, times) = (key, values, [notice.time])
    }

    /// Whether the same is to be done, whenever it happened.
    func isSame(as other: NoticeRemedy) -> Bool { (key, values) == (other.key, other.values) }

    /// The sentence for people, which says of which notices it speaks.
    func sentence(_ words: DeviceCore.Catalogue) -> String {
        words.text(key, values.merging(["when": when(words)]) { $1 })
    }

    /// The moments, or from the first to the last where a list of them would be long.
    private func when(_ words: DeviceCore.Catalogue) -> String {
        var moments: [String] = []
        for moment in times.sorted().map(words.moment) where !moments.contains(moment) { moments.append(moment) }
        guard moments.count > 3, let first = moments.first, let last = moments.last else {
            return moments.joined(separator: "; ")
        }
        return words.text("notices.between", ["first": first, "last": last])
    }
}
