import ArgumentParser
import DeviceCore
import Encodings
import Entries
import OneTimePassword
import OutsideText
import Primitives

/// The command `sparekey add`.
struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: HelpText.of("Add.abstract"),
        discussion: HelpText.of("Add.discussion")
    )

    @OptionGroup var common: CommonOptions

    @Argument(
        help: HelpText.of("Add.uri"),
        completion: .file()
    )
    var uri: String?

    @Option(
        help: ArgumentHelp(HelpText.of("Add.qr"), valueName: "file"),
        completion: .file()
    )
    var qr: String?

    @Option(help: HelpText.of("Add.issuer"))
    var issuer: String?

    @Option(help: HelpText.of("Add.account"))
    var account: String?

    @Flag(help: HelpText.of("Add.secret"))
    var secret = false

    @Option(help: ArgumentHelp(HelpText.of("Add.secretFile"), valueName: "file"), completion: .file())
    var secretFile: String?

    @Option(help: HelpText.of("Add.digits"))
    var digits: Int = 6

    @Option(help: HelpText.of("Add.period"))
    var period: Int = 30

    @Option(help: HelpText.of("Add.algorithm"))
    var algorithm: String = "SHA1"

    @Option(help: HelpText.of("Add.counter"))
    var counter: UInt64?

    @Flag(help: HelpText.of("Add.keepBoth"))
    var keepBoth = false

    func validate() throws {
        let sources = [uri != nil, qr != nil, secret || secretFile != nil].count(where: \.self)
        guard sources == 1 || sources == 0 && !names.isEmpty else {
            let isValue = secret && !(uri?.lowercased().begins(with: "otpauth") ?? true)
            throw ValidationError(HelpText.of(isValue ? "Add.refusal.secret" : "Add.refusal"))
        }
    }

    func run() throws {
        let session = common.session()
        if let qr { return try addPicture(qr, in: session) }
        // Nobody types the secret of an account for a vault that stays locked.
        if uri == nil { try session.device.openVault() }
        let list = try uri.map { try addresses($0) }
        if let list, list.lines.count > 1 { return try add(list, in: session) }
        let entry = try account(list, in: session)
        tell(entry.notices, in: session)
        let listing: EntryListing
        do {
            listing = try session.device.entries.add(entry, keepingBoth: keepBoth)
        } catch let failure as Failure where failure.code == .duplicateEntry {
            guard try agreesToKeepBoth(failure, label: entry.label, in: session) else { return }
            listing = try session.device.entries.add(entry, keepingBoth: true)
        }
        session.terminal.result(
            listing,
            text: session.terminal.words.text(
                "scan.added",
                ["position": String(listing.position), "label": listing.wholeLabel]
            )
        )
        session.backUp(afterChange: true)
        session.warnOfSecondFactor(listing)
        session.remindOfBackup(added: 1)
    }

    /// Says what was odd.
    func tell(_ notices: [OTPAuthURI.Notice], in session: CommandSession) {
        for notice in notices {
            session.terminal.announce("add.notice", ["notice": session.terminal.words.text(notice.wordKey)])
        }
    }

    /// Asks whether an account that is here already is wanted twice; throws the failure where nobody can be asked.
    func agreesToKeepBoth(_ failure: Failure, label: String, in session: CommandSession) throws -> Bool {
        let values = session.terminal.words.values(of: failure).merging(["label": label]) { $1 }
        // Without a terminal nobody can agree, so the answer is the safe one.
        guard session.terminal.canChoose, let agreed = try session.secrets.prompt.confirm("add.duplicate", values)
        else { throw failure }
        if !agreed { session.terminal.say("cancelled") }
        return agreed
    }

    /// The names that are given beside an address or a picture.
    var names: GivenNames { GivenNames(issuer: issuer, account: account) }

    private func account(_ list: AddressList?, in session: CommandSession) throws -> OTPAuthURI {
        if let list { return names.naming(try OTPAuthURI(parsing: list.lines.first?.text ?? "")) }
        var bytes = try secretText(in: session)
        defer { wipe(&bytes) }
        return try OTPAuthURI(
            issuer: issuer ?? "",
            account: account ?? "",
            typedSecret: SecretBytes(copying: bytes),
            digits: digits,
            period: period,
            algorithm: algorithm,
            counter: counter
        )
    }

    private func secretText(in session: CommandSession) throws -> [UInt8] {
        if let secretFile {
            var bytes = try Secrets.secret(inFile: secretFile).exposedBytes()
            bytes.removeAll { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            return bytes
        }
        guard let typed = try session.secrets.prompt.secret("prompt.secret") else {
            throw Failure(.noTerminal, ["how": "--secret-file FILE"])
        }
        return typed.exposedBytes()
    }
}
