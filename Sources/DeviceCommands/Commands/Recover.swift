import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey recover`.
struct Recover: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: HelpText.of("Recover.abstract"),
        discussion: HelpText.of("Recover.discussion", ["storage": StorageHelp.text])
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Recover.user")) var user: String
    @Option(help: ArgumentHelp(HelpText.of("Recover.service"), valueName: "url"))
    var service: String?
    @Option(help: ArgumentHelp(HelpText.of("Recover.storage"), valueName: "location"))
    var storage: String?
    @OptionGroup var storageSecret: StorageSecretOptions
    @Option(help: ArgumentHelp(HelpText.of("Recover.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @Flag(help: HelpText.of("Recover.recoveryCode")) var recoveryCode = false
    @OptionGroup var letter: LetterOptions
    @OptionGroup var new: NewPasswordOptions
    @OptionGroup var trust: ServiceTrustOption
    @Option(help: ArgumentHelp(HelpText.of("Recover.version"), valueName: "n")) var version: UInt64?

    func run() throws {
        let session = common.session()
        let named = service.flatMap { try? ServiceAddress($0) }
        try session.device.recovery.refuseEntries(recovering: user, at: named, byCode: recoveryCode)
        let address = try session.service(service)
        // Nobody types anything for a service that does not answer.
        try trust.trusting(address, session.device) { try session.device.accounts.refuseSilence(of: address) }
        let found = storage == nil ? session.device.backups.foundStorage() : nil
        guard let place = try session.storage(storage, proposing: found) else {
            throw ValidationError(session.terminal.words.text("usage.storage"))
        }
        let request = RecoveryRequest(
            username: user,
            service: address,
            storage: place,
            storagePassword: try session.secrets.storagePassword(for: place, storageSecret),
            version: version
        )
        let terminal = session.terminal
        let device = try letter.device(session)
        let report = try trust.trusting(request.service, session.device) {
            try recover(request, device, session)
        }
        if !terminal.json || !report.needsNewPassword {
            terminal.result(report, text: text(report, terminal.words))
        }
        let standing = session.settle(
            nil,
            seen: report.standing,
            unanswered: report.needsNewPassword ? .recoveredByPaper : .recoveredUnconfirmed
        )
        var failed: (any Error)?
        if report.needsNewPassword {
            // What was confirmed just now, a new password needs.
            if let need = standing?.evidence, let settles = need.settles {
                let date = Instant(milliseconds: settles)
                leave(report, until: date, isSoonerPossible: !need.ways.isEmpty, session)
            } else {
                // The accounts are here all the same: what is said of a recovery is said, and what waits is backed up.
                do { try finish(report, session) } catch { failed = error }
            }
        }
        if !terminal.json { terminal.say("recovery.endAccess") }
        session.tellClock(report.clockOffset)
        session.backUp(afterChange: true)
        if let failed { throw failed }
    }

    private func recover(
        _ request: RecoveryRequest,
        _ device: Device,
        _ session: CommandSession
    ) throws -> RestoreReport {
        let terminal = session.terminal
        return try device.recovery.recover(request) { () throws -> RecoverySecret in
            if recoveryCode {
                if !terminal.json, !Secrets.hasRecoveryCode { terminal.announce("recoveryCode.waits") }
                return .recoveryCode(try session.secrets.recoveryCode())
            }
            return .password(try session.secrets.password(file: passwordFile, asking: "prompt.recoveryPassword"))
        } progress: { step in
            switch step {
            case .lookingIntoStorage: terminal.progress("progress.looking")
            case .signingIn: terminal.progress("progress.signingIn")
            case .opening(let generation):
                terminal.progress("progress.opening", ["generation": String(generation)])
            }
        }
    }

    /// Says from when on the new password can be set; nothing else is missing.
    private func leave(
        _ report: RestoreReport,
        until date: Instant,
        isSoonerPossible: Bool,
        _ session: CommandSession
    ) {
        let terminal = session.terminal
        guard !terminal.json else {
            var report = report
            report.newPasswordFrom = date
            return Terminal.printJSON(report)
        }
        terminal.say("recovery.passwordLater", ["date": terminal.words.day(date), "account": word(session)])
        if isSoonerPossible { terminal.say("recovery.passwordSooner") }
    }

    /// Sets a new password and shows a new code; the accounts are here already, whatever happens.
    private func finish(_ report: RestoreReport, _ session: CommandSession) throws {
        let terminal = session.terminal
        let account = ["account": word(session)]
        var chosen: NewSecret<Password>?
        do {
            let reset = try session.device.accounts.finishRecovery(of: nil) { username in
                let password = try session.unless(answered: .recovered, account) {
                    try new.password(username: username, session)
                }
                chosen = password
                return password.value
            } confirm: { code in
                try session.unless(answered: .recovered, account) { try session.showIfMade(chosen) }
                return try session.show(code, yes: new.yes, insists: false, unanswered: .recovered, account)
            }
            guard terminal.json else {
                terminal.say("recovery.finished")
                session.tellRemoved(RemovedDevices(with: .both, reset.removedDevices))
                return
            }
            Terminal.printJSON(
                WithSecrets(
                    result: report,
                    password: chosen?.generated,
                    recoveryCode: reset.code.text,
                    removedDevices: reset.removedDevices
                )
            )
        } catch {
            session.keep(chosen?.generated, besides: error, report)
            // These say themselves what holds and what to do.
            if ![.inputEnded, .recoveryCodeNotSaved].contains(Failure(explaining: error).code) {
                terminal.say("recovery.unfinished", account)
            }
            throw error
        }
    }

    /// The word of a command that means the recovered account: another may have its user name.
    private func word(_ session: CommandSession) -> String {
        (try? session.device.backups.keeperNow())?.word ?? ShellWord.quoted(user)
    }

    private func text(_ report: RestoreReport, _ words: DeviceCore.Catalogue) -> String {
        let source = ["generation": String(report.generation), "date": words.moment(report.made)]
        var lines = words.heading(of: report) + [words.text("report.from", source)]
        if let number = report.passedOver { lines.append(words.text("report.passedOver", ["number": String(number)])) }
        let (ready, held, waiting) = (report.ready, report.held, report.waiting)
        let unreadable = report.entries.filter { $0.state == .unreadable }
        if !ready.isEmpty { lines += [words.text("report.ready")] + ready.map { "  ✓ \($0.label)" } }
        if !held.isEmpty {
            lines += [words.text("report.held")] + held.map { "  ! \($0.label) · \(words.state(of: $0))" }
        }
        if !waiting.isEmpty {
            lines.append(words.text("report.more"))
            lines += waiting.map { line in
                let state = "  ! \(line.label) · \(words.state(of: line))"
                guard let command = words.command(verifying: line) else { return state }
                return words.text("report.command", ["line": state, "command": command])
            }
        }
        if !unreadable.isEmpty {
            lines.append(words.text("report.unreadable"))
            lines += unreadable.map { "  · \($0.label)" + ($0.label == $0.kind ? "" : " · \($0.kind)") }
        }
        return lines.joined(separator: "\n")
    }
}
