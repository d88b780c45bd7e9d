import ArgumentParser
import DeviceCore
import Import
import LocalFiles
import OutsideText
import Primitives

/// The command `sparekey import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: HelpText.of("Import.abstract"),
        discussion: HelpText.of("Import.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Import.files"), completion: .file()) var files: [String] = []
    @Option(
        help: ArgumentHelp(HelpText.of("Import.format"), valueName: "name"),
        completion: .list(ImportFormat.all.map { $0.name })
    )
    var format: String?
    @Option(help: ArgumentHelp(HelpText.of("Import.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @Flag(help: HelpText.of("Import.preview")) var preview = false
    @Flag(help: HelpText.of("Import.yes")) var yes = false
    @Flag(help: HelpText.of("Import.formats")) var formats = false

    func validate() throws {
        guard formats == files.isEmpty else { throw ValidationError(HelpText.of("Import.refusal")) }
        guard !preview || !yes else { throw ValidationError(HelpText.of("Import.refusal.yes")) }
    }

    func run() throws {
        let session = common.session()
        guard !formats else { return ImportWords(session.terminal.words).list(json: common.json) }
        let words = ImportWords(session.terminal.words)
        let given = try files.map { try ImportedFiles.Given(bytes(of: $0, session), name: words.name($0)) }
        let imported = try ImportedFiles(given, format: format) {
            if let passwordFile { return try Secrets.secret(inFile: passwordFile).withoutLineEnd }
            return try session.secrets.prompt.secret("prompt.importPassword")
        }
        let planned = try session.device.entries.preview(imported)
        if !common.json { Terminal.print(words.preview(planned, of: files)) }
        guard try agrees(planned, in: session) else {
            if common.json { Terminal.printJSON(planned) }
            return
        }
        let report = try session.device.entries.add(imported)
        if common.json { Terminal.printJSON(report) } else { Terminal.print(words.done(report, of: files)) }
        session.backUp(afterChange: report.added > 0)
        session.remindOfBackup(added: report.added)
    }

    /// Whether the accounts are to be added: nothing is without a person's yes, or that of a script.
    private func agrees(_ report: ImportReport, in session: CommandSession) throws -> Bool {
        let count = report.entries.count { $0.state != .present }
        if yes { return true }
        guard !preview, count > 0 else {
            if count == 0 { session.terminal.say("import.nothing") }
            return false
        }
        let question = count == 1 ? "import.confirm.one" : "import.confirm"
        guard session.terminal.canChoose,
            let agreed = try session.secrets.prompt.confirm(question, ["n": String(count)])
        else {
            session.terminal.say("import.previewed")
            return false
        }
        if !agreed { session.terminal.say("cancelled") }
        return agreed
    }

    /// The bytes of a file, or the texts of the QR codes in a picture, one a line.
    private func bytes(of path: String, _ session: CommandSession) throws -> [UInt8] {
        let bytes: [UInt8]
        do throws(FileFailure) {
            // One byte more than any file has, for the reader itself to refuse it.
            bytes =
                path.isSame(as: "-")
                ? try StandardStreams.read(most: ImportFile.largest + 1)
                : try Files.readGiven(path, limit: ImportFile.largest)
        } catch {
            if error.isTooLong { return [UInt8](repeating: 0, count: ImportFile.largest + 1) }
            throw Failure(.unreadableFile, ["path": path])
        }
        guard Self.pictures.contains(where: { bytes.starts(with: $0) }) else { return bytes }
        return Array(try session.texts(inPicture: bytes, named: path).joined(separator: "\n").utf8)
    }

    /// How pictures begin: PNG, JPEG, GIF, WebP and BMP.
    private static let pictures: [[UInt8]] = [
        [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8), Array("RIFF".utf8), Array("BM".utf8),
    ]
}

extension SecretBytes {
    /// The same without the line feed that editors put at the end of a file.
    fileprivate var withoutLineEnd: SecretBytes {
        var bytes = exposedBytes()
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        return SecretBytes(wiping: &bytes)
    }
}
