import ArgumentParser
import DeviceCore
import DeviceWeb
import Encodings
import Foundation
import HTTPExchange
import LocalFiles
import NIOCore
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
        let session = common.session()
        let origin: PageOrigin
        do {
            origin = try PageOrigin(of: session.home, port: port)
        } catch {
            throw Failure(.cannotWriteVault)
        }
        do {
            try OwnThread.wait(until: NeverCancelled()) { try await serve(session, at: origin) }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            // No other port on its own: whoever has taken this one may be waiting for someone to type a passphrase there.
            throw Failure(.portInUse, ["port": "\(origin.port)"])
        }
    }

    private func serve(_ session: CommandSession, at origin: PageOrigin) async throws {
        var configuration = PageConfiguration(app: session.app.asking(again: nil))
        configuration.languages = [Terminal.wishedLanguage]
        configuration.version = Sparekey.version
        let page = DevicePage(configuration, origin: origin)
        let launcher = try Launcher(page.launcher())
        defer { launcher.remove() }
        let terminal = session.terminal
        try await page.run {
            let isOpened = !noBrowser && launcher.openInBrowser()
            terminal.say(isOpened ? "open.listening" : "open.waiting", ["address": origin.text])
            if !isOpened { terminal.say("open.file", ["file": launcher.path]) }
        }
    }
}

/// The file that opens the page: its ticket stands in no address and no list of processes.
private struct Launcher {
    let path: String

    init(_ text: String) throws {
        let folder = FolderPath.tidy(UserFolders().runtime ?? NSTemporaryDirectory())
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
        return (try? Process.ofSystem(program, [path]).run()) != nil
    }

    func remove() {
        try? Files.remove(path)
    }
}
