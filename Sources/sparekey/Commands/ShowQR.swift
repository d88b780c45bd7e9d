import ArgumentParser
import DeviceCore
import OneTimePassword
import QRCode

/// The command `sparekey show-qr`.
struct ShowQR: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-qr",
        abstract: "Show the QR code of a third-party account, to take it to another device.",
        discussion: """
            sparekey show-qr Shop                  (in the terminal, until Enter)
            sparekey show-qr Shop --png shop.png   (or --svg; readable by you only)

            Whoever sees the code can make the account's codes for ever, so this asks first, and for the passphrase of \
            the vault again. For all accounts at once, a backup and `sparekey recover` are safer.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account.") var name: String
    @Option(help: ArgumentHelp("Write a PNG instead.", valueName: "file")) var png: String?
    @Option(help: ArgumentHelp("Write an SVG instead.", valueName: "file")) var svg: String?
    @Flag(name: .shortAndLong, help: "Do not ask, even where standard output is no terminal.") var yes = false

    func run() async throws {
        let session = common.session()
        let files = [png, svg].compactMap(\.self)
        // Where the code goes into a pipe or a file, nobody can see what happens to it.
        guard yes || !files.isEmpty || Terminal.isOutput else { throw Failure(.confirmationNeeded) }
        let transfer = try await session.app.transfer(of: name)
        var values = ["label": transfer.listing.label]
        if !files.isEmpty { values["path"] = files.joined(separator: ", ") }
        let question = files.isEmpty ? "showQR.ask" : "showQR.askFile"
        guard try session.confirm(question, values, yes: yes) else { return }
        guard let code = try? QRCodeImage(transfer.uri.text) else { throw Failure(.textTooLong) }
        if transfer.uri.parameters.kind == .hotp { session.terminal.say("showQR.counter") }
        if let png { try PrivateFile.write(code.png(), to: png) }
        if let svg { try PrivateFile.write(Array(code.svg.utf8), to: svg) }
        if common.json {
            Terminal.printJSON(Shown(transfer, files: files))
        } else if files.isEmpty {
            CodeScreen(code: code, terminal: session.terminal).show(untilSeen: !yes)
        }
        for file in files { session.terminal.say("showQR.written", ["path": file]) }
    }

    /// What `--json` prints: the account, and where its code was written or, if nowhere, what it says.
    private struct Shown: Encodable {
        let id: String
        let issuer: String
        let account: String
        let files: [String]
        let uri: String?

        init(_ transfer: EntryTransfer, files: [String]) {
            id = transfer.listing.id
            issuer = transfer.listing.issuer
            account = transfer.listing.account
            self.files = files
            uri = files.isEmpty ? transfer.uri.text : nil
        }
    }
}
