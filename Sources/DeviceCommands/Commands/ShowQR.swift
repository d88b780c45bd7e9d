import ArgumentParser
import DeviceCore
import HTTPExchange
import OneTimePassword
import QRCode
import Threads

/// The command `sparekey show-qr`.
struct ShowQR: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-qr",
        abstract: HelpText.of("ShowQR.abstract"),
        discussion: HelpText.of("ShowQR.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("ShowQR.name")) var name: String
    @Option(help: ArgumentHelp(HelpText.of("ShowQR.png"), valueName: "file")) var png: String?
    @Option(help: ArgumentHelp(HelpText.of("ShowQR.svg"), valueName: "file")) var svg: String?
    @Flag(help: HelpText.of("ShowQR.force")) var force = false
    @Flag(name: .shortAndLong, help: HelpText.of("ShowQR.yes")) var yes = false

    func run() throws {
        let session = common.session()
        let files = [png, svg].compactMap(\.self)
        for file in files { try PrivateFile.refuseExisting(file, force: force) }
        let transfer = try session.device.entries.transfer(of: name)
        // Where the code goes into a pipe or a file, nobody can see what happens to it.
        guard yes || !files.isEmpty || Terminal.isOutput else { throw Failure(.confirmationNeeded) }
        var values = ["label": transfer.listing.wholeLabel]
        if !files.isEmpty { values["path"] = files.joined(separator: ", ") }
        let question = files.isEmpty ? "showQR.ask" : "showQR.askFile"
        guard try session.confirm(question, values, yes: yes) else { return }
        let drawn = try Drawn(transfer.uri.text, withPNG: png != nil)
        if transfer.uri.parameters.kind == .hotp { session.terminal.announce("showQR.counter") }
        if let png { try PrivateFile.write(drawn.png, to: png, force: force) }
        if let svg { try PrivateFile.write(Array(drawn.code.svg.utf8), to: svg, force: force) }
        if common.json {
            Terminal.printJSON(Shown(transfer, files: files))
        } else if files.isEmpty {
            CodeScreen(code: drawn.code, account: transfer.listing.word, terminal: session.terminal)
                .show(untilSeen: !yes)
        }
        for file in files { session.terminal.say("showQR.written", ["path": file]) }
    }

    /// The code in all the forms that are asked for, made before any of them is shown or written.
    private struct Drawn {
        let code: QRCodeImage
        let png: [UInt8]

        init(_ text: String, withPNG: Bool) throws {
            (code, png) = try OwnThread.wait(until: NeverCancelled()) {
                let writer = QRCodeWriter()
                return (try await writer.code(of: text), withPNG ? try await writer.png(of: text) : [])
            }
        }
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
