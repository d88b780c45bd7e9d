import ArgumentParser
import Crypto
import DeviceCore
import Foundation
import OneTimePassword
import Sodium

/// The command `sparekey add`.
struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add an account from an otpauth address, a picture of a QR code, or by hand.",
        discussion: """
            sparekey add 'otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP&issuer=Shop'
            sparekey add - < address.txt
            sparekey add --qr screenshot.png                       (PNG, JPEG or WebP; every code in it)
            sparekey add --issuer Shop --account me --secret       (asks for the secret)

            The secret may be typed in upper or lower case and with spaces. An account that is here already is never \
            overwritten: add it a second time with --keep-both.
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "The otpauth address; - reads it from standard input.")
    var uri: String?

    @Option(help: ArgumentHelp("A picture of one or more QR codes; - reads it from standard input.", valueName: "file"))
    var qr: String?

    @Option(help: "The site, when adding by hand.")
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
        let byHand = secret || secretFile != nil || issuer != nil || account != nil
        guard [uri != nil, qr != nil, byHand].count(where: \.self) == 1 else {
            throw ValidationError("Give an otpauth address, or --qr, or --issuer, --account and --secret.")
        }
    }

    func run() async throws {
        let session = common.session()
        if let qr { return try await addPicture(qr, in: session) }
        let entry = try account(in: session)
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
            text: session.terminal.words.text("add.done", ["position": String(listing.position)])
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

    private func account(in session: CommandSession) throws -> OTPAuthURI {
        if let uri { return try OTPAuthURI(parsing: uri == "-" ? Self.standardInput() : uri) }
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
            guard let data = FileManager.default.contents(atPath: secretFile), data.count <= 4096 else {
                throw Failure(.unreadableFile, ["path": secretFile])
            }
            return Array(data.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
        }
        guard let typed = session.secrets.prompt.secret("prompt.secret") else { throw Failure(.secretLength) }
        return typed.exposedBytes()
    }

    private static func standardInput() throws -> String {
        // One byte more than any address has: enough to refuse a longer one without reading it whole.
        let data = try FileHandle.standardInput.read(upToCount: 1 << 16) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
