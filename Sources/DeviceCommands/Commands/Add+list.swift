import DeviceCore
import LocalFiles
import OneTimePassword

extension Add {
    /// The addresses of the argument: its own text, those on standard input for `-`, or those in the file that it names.
    func addresses(_ argument: String) throws -> AddressList {
        if argument == "-" { return try AddressList(Self.bytesOfStandardInput(path: argument)) }
        // A file's name has no "://", and an address has.
        if !argument.utf8.contains(UInt8(ascii: ":")), Files.exists(argument) {
            guard !Self.ends(argument, in: Self.pictures) else {
                throw Failure(.notAnOTPAuthURI, ["path": argument, "file": ShellWord.quoted(argument)]).in(.picture)
            }
            return try AddressList(Self.bytes(ofFile: argument))
        }
        guard !Self.isFileName(argument) else {
            throw Failure(.notAnOTPAuthURI, ["path": argument]).in(.noFile)
        }
        // It may be a secret, which is not shown, or the name of a file.
        guard argument.utf8.contains(UInt8(ascii: ":")) else { throw Failure(.notAnOTPAuthURI).in(.neither) }
        return try AddressList(Array(argument.utf8))
    }

    /// Whether a text can be nothing but the name of a file: it is shown, which a secret or an address must not be.
    ///
    /// A slash or a dot is not enough: a password or Base64 may hold one. With a blank it may be a secret in groups.
    private static func isFileName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count < 256, !bytes.contains(where: { ":?=&%".utf8.contains($0) }),
            !text.unicodeScalars.contains(where: \.properties.isWhitespace)
        else { return false }
        let isPath = ["/", "./", "../", "~/"].contains { bytes.starts(with: $0.utf8) }
        return isPath || Self.ends(text, in: lists + pictures)
    }

    /// What lists of accounts are called, and what other apps call their exports.
    private static let lists = [
        ".txt", ".text", ".csv", ".tsv", ".json", ".xml", ".html", ".yaml", ".yml", ".uri", ".uris", ".list", ".bak",
        ".backup", ".2fas", ".zip", ".aes",
    ]

    private static let pictures = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".heic", ".avif"]

    /// Whether a name has one of these endings, in small letters or capitals.
    private static func ends(_ name: String, in endings: [String]) -> Bool {
        let name = name.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        return endings.contains { name.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    /// Adds the accounts of a list.
    func add(_ list: AddressList, in session: CommandSession) throws {
        guard issuer == nil, account == nil else {
            throw Failure(.namesForSeveral, ["n": .number(list.lines.count)])
        }
        let report = try session.device.entries.add(list, keepingBoth: keepBoth)
        if report.added.isEmpty, report.alreadyHere.isEmpty {
            tellLeftOut(report, in: session)
            throw Failure(.nothingInList)
        }
        tell(report, in: session)
    }

    /// Says what became of several accounts.
    func tell(_ report: ScanReport, in session: CommandSession) {
        tell(report.notices, in: session)
        if common.json {
            Terminal.printJSON(report)
        } else {
            Terminal.print(lines(report, session.terminal.words).joined(separator: "\n"))
        }
        tellLeftOut(report, in: session)
        session.backUp(afterChange: !report.added.isEmpty)
        session.remindOfBackup(added: report.added.count)
    }

    private func tellLeftOut(_ report: ScanReport, in session: CommandSession) {
        // Of another kind of file, each line would be one.
        let shown = report.leftOut.prefix(20)
        for failure in shown {
            let words = session.terminal.words.words(for: failure)
            let key = failure.line == nil ? "scan.leftOut" : "list.leftOut"
            let line = failure.line.map { String($0) } ?? ""
            session.terminal.say(key, ["line": line, "message": words.message, "remedy": words.remedy])
        }
        let rest = report.leftOut.count - shown.count
        guard rest > 0 else { return }
        let words = session.terminal.words.text(rest, "list.leftOutMore", ["n": String(rest)])
        Terminal.printError(words + "\n")
    }

    private func lines(_ report: ScanReport, _ words: Catalogue) -> [String] {
        func line(_ key: String, _ listing: EntryListing) -> String {
            words.text(key, ["position": String(listing.position), "label": listing.wholeLabel])
        }
        let count = report.added.count
        return report.added.map { line("scan.added", $0) } + report.alreadyHere.map { line("scan.alreadyHere", $0) }
            + (report.added.count + report.alreadyHere.count > 1
                ? [words.text(count, "scan.total", ["n": String(count)])] : [])
    }

    private static func bytes(ofFile path: String) throws -> [UInt8] {
        do throws(FileFailure) {
            return try Files.readGiven(path, limit: AddressList.largest)
        } catch {
            // One byte too many, for the list itself to refuse.
            guard !error.isTooLong else { return [UInt8](repeating: 0, count: AddressList.largest + 1) }
            throw Failure(.unreadableFile, ["path": path])
        }
    }

    private static func bytesOfStandardInput(path: String) throws -> [UInt8] {
        do throws(FileFailure) {
            // One byte more than any list has: enough to refuse a longer one without reading it whole.
            return try StandardStreams.read(most: AddressList.largest + 1)
        } catch {
            throw Failure(.unreadableFile, ["path": path])
        }
    }
}
