import ArgumentParser
import DeviceCore
import Encodings
import HTTPExchange
import LocalFiles
import OutsideText
import Primitives
import Threads

/// The command `sparekey open`.
struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: HelpText.of("Open.abstract"),
        discussion: HelpText.of("Open.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Option(help: HelpText.of("Open.port")) var port: Int?
    @Flag(help: HelpText.of("Open.noBrowser")) var noBrowser = false

    func validate() throws {
        guard PortRule.isPort(port) else { throw ValidationError(HelpText.of("Open.refusal")) }
    }

    func run() throws {
        guard let makePage = PageProgram.maker else { throw PageProgram.takeOver() }
        let session = common.session()
        let languages = [Terminal.wishedLanguage]
        let page = try makePage(
            PageToServe(device: session.device, home: session.home, port: port, languages: languages)
        )
        try OwnThread.wait(until: NeverCancelled()) { try await serve(page, session.terminal) }
    }

    private func serve(_ page: ServedPage, _ terminal: Terminal) async throws {
        let launcher = try Launcher(page.launcher)
        defer { launcher.remove() }
        try await page.run {
            let isOpened = !noBrowser && launcher.openInBrowser()
            terminal.say(isOpened ? "open.listening" : "open.waiting", ["address": page.address])
            if !isOpened { terminal.say("open.file", ["file": launcher.path]) }
        }
    }
}

/// The file that opens the page: its ticket stands in no address and no list of processes.
private struct Launcher {
    let path: String

    init(_ text: String) throws {
        let folder = FolderPath.tidy(UserFolders().runtime ?? UserFolders.temporary)
        path = folder + "/sparekey-\(Hex.encode(randomBytes(count: 8))).html"
        do throws(FileFailure) {
            try Files.create(path, Array(text.utf8), waiting: false)
        } catch {
            throw Failure(.unwritableFile, ["path": path])
        }
    }

    /// False where this system has no way to open a browser.
    func openInBrowser() -> Bool {
        #if os(macOS)
            let program = "/usr/bin/open"
        #else
            let program = "/usr/bin/xdg-open"
        #endif
        return SystemProgram.start(program, [path])
    }

    func remove() {
        try? Files.remove(path)
    }
}
