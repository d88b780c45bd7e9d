import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey code`.
struct Code: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code",
        abstract: HelpText.of("Code.abstract"),
        discussion: HelpText.of("Code.discussion")
    )

    @OptionGroup var common: CommonOptions

    @Argument(
        help: HelpText.of("Code.name"),
        completion: .entries
    )
    var name: String

    @Flag(help: HelpText.of("Code.next"))
    var next = false

    @Option(help: ArgumentHelp(HelpText.of("Code.at"), valueName: "unixtime"))
    var at: Double?

    func run() throws {
        let session = common.session()
        let date = at.map(Instant.init(rounding:))
        let code = try session.device.codes.code(of: name, next: next, at: date) { code, giveBack in
            session.terminal.result(code, text: code.code ?? "", orElse: giveBack)
        }
        if let end = code.validUntil, date == nil, !next {
            let left = max(0, end - Instant.now().seconds)
            session.terminal.progress("code.validFor", ["seconds": String(left)])
        }
        if let from = code.codesCountFrom, !common.json {
            session.terminal.say("evidence.codesHeld", ["date": session.terminal.words.day(from)])
        }
        session.backUp(afterChange: false)
    }
}

/// The command `sparekey codes`.
struct Codes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codes",
        abstract: HelpText.of("Codes.abstract"),
        discussion: HelpText.of("Codes.discussion")
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp(HelpText.of("Codes.at"), valueName: "unixtime"))
    var at: Double?

    @Flag(help: HelpText.of("Codes.once"))
    var once = false

    func run() throws {
        let session = common.session()
        let date = at.map(Instant.init(rounding:)) ?? Instant.now()
        // From before the vault is opened: a lock meanwhile counts.
        let isLocked = session.device.lockWatch()
        let codes = try session.device.codes.all(at: date)
        let removed = try session.device.entries.removed()
        let entries = try session.device.entries.list()
        let isEmpty = entries.isEmpty
        let waiting = Set(codes.filter { $0.codesCountFrom != nil }.map(\.id))
        let held = entries.filter { waiting.contains($0.id) }.map(\.word)
        if !common.json, let text = session.terminal.words.heldCodes(of: held) { Terminal.announce(text + "\n") }
        let isLive = !once && !common.json && at == nil && !codes.isEmpty
        if isLive, let screen = LiveCodes(lines: codes.count + removed.count + 1) {
            let codesAt = try session.device.codes.source()
            session.backUp(afterChange: false)
            session.tellOfBackup()
            session.tellOfRemoval()
            screen.show(until: isLocked) { date in
                let codes = codesAt(date)
                let lines = text(codes, removed, false, at: date, session.terminal.words).utf8.split(separator: 10)
                return lines.enumerated().map { index, line in
                    let end = codes.indices.contains(index - 1) ? codes[index - 1].validUntil : nil
                    return LiveCodes.Line(
                        text: String(Substring(line)),
                        secondsLeft: end.map { $0 - date.seconds }
                    )
                }
            }
            throw Failure(.passphraseNeeded)
        }
        session.terminal.result(codes, text: text(codes, removed, isEmpty, at: date, session.terminal.words))
        session.backUp(afterChange: false)
    }

    private func text(
        _ codes: [CodeListing],
        _ removed: [EntryListing],
        _ isEmpty: Bool,
        at date: Instant,
        _ words: DeviceCore.Catalogue
    ) -> String {
        guard !codes.isEmpty || !removed.isEmpty else {
            return words.text(isEmpty ? "list.empty" : "codes.noneReady")
        }
        let isHeld = codes.contains { $0.codesCountFrom != nil }
        let columns = ["issuer", "account", "code", "left"] + (isHeld ? ["countsFrom"] : [])
        var table = Table(columns.map { words.text("column.\($0)") })
        for code in codes {
            let left = code.validUntil.map { "\(max(0, $0 - date.seconds)) s" } ?? ""
            let from = isHeld ? [code.codesCountFrom.map(words.day) ?? ""] : []
            // The code of a counter is spent by looking at it, so a list has the command in its place.
            let shown = code.grouped ?? "sparekey code \(code.word)"
            table.add([code.issuer, code.wholeAccount, shown, left] + from)
        }
        // No code of this device is accepted there, so none is shown.
        for entry in removed {
            table.add([entry.issuer, entry.wholeAccount, words.state(of: entry), ""] + (isHeld ? [""] : []))
        }
        return table.text
    }
}
