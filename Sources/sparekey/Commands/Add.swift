import ArgumentParser
import Crypto
import DeviceCore
import Foundation
import OneTimePassword
import Sodium

/// The command `sparekey add`.
struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add accounts from otpauth addresses, a picture of QR codes, or by hand.",
        discussion: """
            sparekey add 'otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP&issuer=Shop'
            sparekey add addresses.txt
            sparekey add --qr screenshot.png
            sparekey add --issuer Shop --account me --secret

            A file, or standard input for -, may hold many addresses, one a line. A picture is PNG, JPEG, WebP, GIF or             BMP, and every code in it is added. --issuer and --account name an account whose address has no name.

            The secret may be typed in upper or lower case and with spaces. An account that is here already is never \
            overwritten: add it a second time with --keep-both.
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(
        help: "An otpauth address, or a file of them; - reads them from standard input.",
        completion: .file()
    )
    var uri: String?

    @Option(
        help: ArgumentHelp("A picture of one or more QR codes; - reads it from standard input.", valueName: "file"),
        completion: .file()
    )
    var qr: String?

    @Option(help: "The site.")
    var issuer: String?

    @Option(help: "Your name there.")
    var account: String?

    @Flag(help: "Ask for the secret; it is never taken from an argument.")
    var secret = false

    @Option(help: ArgumentHelp("A file that holds the secret in Base32.", valueName: "file"), completion: .file())
    var secretFile: String?

    @Option(help: "Digits of a code, 4 to 10.")
    var digits: Int = 6

    @Option(help: "Seconds that a code is valid for.")
    var period: Int = 30

    @Option(help: "SHA1, SHA256 or SHA512.")
    var algorithm: String = "SHA1"

    @Option(help: "Make counter-based codes (HOTP), starting with this counter.")
    var counter: UInt64?

    @Flag(help: "Add the account even if it is here already.")
    var keepBoth = false

    func validate() throws {
        let sources = [uri != nil, qr != nil, secret || secretFile != nil].count(where: \.self)
        guard sources == 1 || sources == 0 && !names.isEmpty else {
            throw ValidationError("Give an otpauth address, or --qr, or --issuer, --account and --secret.")
        }
    }

    func run() async throws {
        let session = common.session()
        if let qr { return try await addPicture(qr, in: session) }
        let list = try uri.map { try addresses($0) }
        if let list, list.lines.count > 1 { return try await add(list, in: session) }
        let entry = try account(list, in: session)
        tell(entry.notices, in: session)
        let listing: EntryListing
        do {
            listing = try await session.app.add(entry, keepingBoth: keepBoth)
        } catch let failure as Failure where failure.code == .duplicateEntry {
            guard try agreesToKeepBoth(failure, label: entry.label, in: session) else { return }
            listing = try await session.app.add(entry, keepingBoth: true)
        }
        session.terminal.result(
            listing,
            text: session.terminal.words.text(
                "scan.added",
                ["position": String(listing.position), "label": listing.label]
            )
        )
        await session.backUp(afterChange: true)
        await session.warnOfSecondFactor(listing)
    }

    /// Says what was odd.
    func tell(_ notices: [OTPAuthURI.Notice], in session: CommandSession) {
        for notice in notices {
            session.terminal.say("add.notice", ["notice": session.terminal.words.text(notice.wordKey)])
        }
    }

    /// Asks whether an account that is here already is wanted twice; throws the failure where nobody can be asked.
    func agreesToKeepBoth(_ failure: Failure, label: String, in session: CommandSession) throws -> Bool {
        let values = ["position": failure.values["position"] ?? "", "label": label]
        // Without a terminal nobody can agree, so the answer is the safe one.
        guard !common.json, let agreed = Prompt(words: session.terminal.words).confirm("add.duplicate", values)
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
        guard let typed = session.secrets.prompt.secret("prompt.secret") else { throw Failure(.secretLength) }
        return typed.exposedBytes()
    }
}
