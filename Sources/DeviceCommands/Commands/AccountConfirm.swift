import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey account confirm`.
struct AccountConfirm: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: HelpText.of("AccountConfirm.abstract"),
        discussion: HelpText.of("AccountConfirm.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountConfirm.name"), completion: .accounts) var name: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountConfirm.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var contact: EvidenceOptions
    @OptionGroup var letter: LetterOptions

    func run() throws {
        let session = common.session()
        let name = try session.account(name)
        let label = try session.device.accounts.personalListing(named: name).wholeLabel
        let terminal = session.terminal
        let need = try session.device.evidence.knownStanding(of: name).evidence
        guard need.settles != nil else {
            let requests = session.device.approvals.requestsHere(of: name)
            return terminal.result(Done(), text: terminal.words.confirmed(requests, wasConfirmed: true))
        }
        let code = try session.secrets.letterCode(asking: letter.letterCode)
        let device = session.device(contact).typing(code)
        let isLimited = try device.accounts.status(of: name).needsNewPassword
        let isWithoutWays = isLimited ? need.ways.isEmpty : need.isWithoutWays
        guard code != nil || !isWithoutWays else { throw AccountError.evidenceNeeded(need) }
        if code != nil || !need.hasSecret {
            try device.untilRight { try device.evidence.showSecret(try secret(isLimited, label, session), of: name) }
        }
        let after = try device.evidence.settle(name, isOptional: false)
        guard after?.isSettled == true else {
            // Whoever could choose, and left it for later, has cancelled nothing but that.
            guard terminal.canChoose, let after, !after.evidence.waysWithPaper.isEmpty else {
                throw AccountError.evidenceNeeded(after?.evidence ?? need)
            }
            return session.tellNew(after, try session.device.accounts.personalListing(named: name).word)
        }
        let requests = device.approvals.requestsHere(of: name)
        terminal.result(Done(), text: terminal.words.confirmed(requests))
        session.backUp(afterChange: false)
    }

    /// The password or, after a recovery with the code on paper, that code.
    private func secret(_ isLimited: Bool, _ label: String, _ session: CommandSession) throws -> RecoverySecret {
        guard isLimited else { return .password(try session.secrets.password(file: passwordFile, of: label)) }
        return .recoveryCode(try session.secrets.recoveryCode(of: label))
    }
}

extension CommandSession {
    /// Offers to confirm a new device; the command has succeeded whatever comes of it, unless there was no answer.
    ///
    /// `word` means the account in the command that does it later; nil for the recovery account. `seen` is how the account
    /// saw the device just now, where that was asked. `situation` is what holds where nobody answers.
    @discardableResult
    func settle(
        _ name: String?,
        word: String? = nil,
        seen: DeviceStanding? = nil,
        unanswered situation: Failure.Situation
    ) -> DeviceStanding? {
        let unanswered = Failure(.inputEnded).in(situation)
        var standing: DeviceStanding?
        do {
            standing = try seen ?? device.evidence.standing(of: name)
            guard standing?.isSettled == false else { return standing }
            // A script is asked nothing.
            let interruption =
                terminal.canChoose ? Interruption(saying: terminal.words.words(for: unanswered).remedy) : nil
            defer { interruption?.end() }
            standing = try device.evidence.settle(name, seen: standing)
            if standing?.isSettled == true {
                tellConfirmed(name)
                return standing
            }
        } catch {
            let failure = Failure(explaining: error)
            if failure.code == .inputEnded {
                // Whoever did not answer is told so at the end, and so is a script, by the exit status.
                self.unanswered = unanswered
            } else {
                let words = terminal.words.words(for: failure)
                Terminal.printError("\(words.message)\n\(words.remedy)\n")
            }
            standing = try? device.evidence.standing(of: name)
        }
        if let standing, !terminal.json { tellNew(standing, word) }
        return standing
    }

    /// Says that an account was signed in to, and offers to confirm the device; JSON tells how the account stands then.
    func tell(_ change: AccountChange, _ key: String) {
        let text = terminal.words.text(key)
        if !terminal.json { terminal.result(change.entry, text: text) }
        tellClock(change.clockOffset)
        if change.isConfirmed { tellConfirmed(change.entry.id) }
        settle(change.entry.id, word: change.entry.word, unanswered: .signedInUnconfirmed)
        guard terminal.json else { return }
        let entry = try? device.entries.list().first { $0.id == change.entry.id }
        terminal.result(entry ?? change.entry, text: text)
    }

    /// Says that a new device is confirmed, by what was shown just now.
    func tellConfirmed(_ name: String?) {
        guard !terminal.json else { return }
        Terminal.printError(terminal.words.confirmed(device.approvals.requestsHere(of: name)) + "\n")
    }

    /// Says from when on the codes of a new device are accepted, from when on it can change the account, and what makes
    /// it sooner.
    fileprivate func tellNew(_ standing: DeviceStanding, _ word: String?) {
        let words = terminal.words
        func day(_ time: Int64) -> [String: String] {
            ["date": words.day(Instant(milliseconds: time))]
        }
        guard let settles = standing.evidence.settles else { return }
        if let from = standing.codesCountFrom {
            terminal.say("evidence.codesHeld", day(from))
            terminal.say("evidence.changesFrom", day(settles))
        } else {
            terminal.say("evidence.new", day(settles))
        }
        guard !standing.evidence.waysWithPaper.isEmpty else { return terminal.say("evidence.noWay") }
        let command = ["sparekey account confirm", word].compactMap(\.self)
        terminal.say("evidence.sooner", ["command": command.joined(separator: " ")])
    }
}
