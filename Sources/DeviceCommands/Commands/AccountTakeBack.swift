import AccountAPI
import ArgumentParser
import DeviceCore

/// The command `sparekey account take-back`.
struct AccountTakeBack: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take-back",
        abstract: HelpText.of("AccountTakeBack.abstract"),
        discussion: HelpText.of("AccountTakeBack.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountTakeBack.name"), completion: .accounts) var name: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountTakeBack.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountTakeBack.newPasswordFile"), valueName: "file"), completion: .file())
    var newPasswordFile: String?
    @OptionGroup var generate: GenerateOption
    @Option(help: ArgumentHelp(HelpText.of("AccountTakeBack.by"), valueName: "id")) var by: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountTakeBack.codeFile"), valueName: "file"))
    var codeFile: String?
    @Flag(help: HelpText.of("AccountTakeBack.recoveryCode")) var recoveryCode = false
    @Flag(name: .shortAndLong, help: HelpText.of("AccountTakeBack.yes")) var yes = false

    func run() throws {
        let session = common.session()
        session.saysItselfOfRemoval()
        let name = try session.account(name)
        let chosen = Kept<NewSecret<Password>>()
        let questions = questions(session, chosen)
        guard let offer = try session.device.recovery.takeBack(name, questions) else { return }
        let words = session.terminal.words
        session.terminal.result(
            WithSecrets(result: offer, password: chosen.value?.generated),
            text: words.text("takeBack.done")
        )
        if !common.json {
            if keepsKey(name, session) { session.terminal.say("takeBack.newKey") }
            for kind in offer.known where kind != .password {
                session.terminal.say("takeBack.known.\(kind.rawValue)")
            }
        }
        session.backUp(afterChange: true)
    }

    private func questions(
        _ session: CommandSession,
        _ kept: Kept<NewSecret<Password>>
    ) -> TakingBackQuestions {
        let terminal = session.terminal
        let contacts = ContactQuestions(terminal, codeFile: codeFile, in: .takingBack)
        return TakingBackQuestions(contact: by, contacts: contacts) { username in
            if !terminal.json { terminal.announce("takeBack.before") }
            return .password(try before(username, session))
        } confirm: { offer in
            if !terminal.json {
                let key = offer.device == nil ? "takeBack.offer.noDevice" : "takeBack.offer"
                terminal.announce(key, Self.values(offer, terminal.words))
            }
            return try session.confirm("takeBack.confirm", yes: yes)
        } choose: { ways in
            if recoveryCode, ways.contains(.recoveryCode) { return .recoveryCode }
            return ways.contains(.contact) ? .contact : ways[0]
        } more: { kind, username in
            guard kind == .password else { return .recoveryCode(try session.secrets.recoveryCode()) }
            return .password(try before(username, session))
        } newPassword: { username in
            let chosen = try session.newPassword(
                username: username,
                file: newPasswordFile,
                variable: "SPAREKEY_NEW_PASSWORD",
                generate
            )
            kept.value = chosen
            return chosen.value
        } show: {
            try session.showIfMade(kept.value)
        }
    }

    /// Whether the account keeps the key of the backup, of which the other device still has what it was given.
    private func keepsKey(_ name: String?, _ session: CommandSession) -> Bool {
        guard let keeper = try? session.device.backups.keeperNow() else { return false }
        return (try? session.device.accounts.personalListing(named: name))?.id == keeper.id
    }

    private func before(_ username: String, _ session: CommandSession) throws -> Password {
        try session.secrets.password(file: passwordFile, asking: "prompt.passwordBefore", ["username": username])
    }

    /// What the offer is told with.
    private static func values(_ offer: TakingBackOffer, _ words: DeviceCore.Catalogue) -> [String: String] {
        let parts = offer.undone.map { words.text("takeBack.part.\($0.rawValue)") }
        var values = ["time": words.shortMoment(offer.since), "parts": parts.joined(separator: ", ")]
        values["device"] = offer.device.map(words.quoted)
        return values
    }
}
