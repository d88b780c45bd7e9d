import ArgumentParser
import DeviceCore

/// `sparekey recover`
struct Recover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Begin recovery: bring the accounts of a lost device back on this one.",
        discussion: """
            sparekey recover me --service https://accounts.example.org --storage folder:/media/stick/backup

            Give the same two accounts that the backup was made with. Codes of other sites work at once. Accounts \
            with sign-in requests need more verification on the new device. Refused while there are accounts here.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The user name of the recovery account.") var user: String
    @Option(help: ArgumentHelp("Its account service.", valueName: "url")) var service: String
    @Option(help: ArgumentHelp("The storage that holds the backup.", valueName: "location")) var storage: String
    @Option(help: ArgumentHelp("A file that holds the password.", valueName: "file")) var passwordFile: String?
    @Option(help: ArgumentHelp("Recover this version rather than the newest.", valueName: "n")) var version: UInt64?

    func run() async throws {
        let session = common.session()
        let request = RecoveryRequest(
            username: user,
            service: try ServiceAddress(service),
            storage: storage,
            version: version
        )
        let terminal = session.terminal
        let report = try await session.app.recover(request) {
            try session.secrets.password(file: passwordFile)
        } progress: { step in
            switch step {
            case .lookingIntoStorage: terminal.progress("progress.looking")
            case .signingIn: terminal.progress("progress.signingIn")
            case .opening(let generation):
                terminal.progress("progress.opening", ["generation": String(generation)])
            }
        }
        terminal.result(report, text: text(report, terminal.words))
        session.tellClock(report.clockOffset)
        await session.backUp(afterChange: true)
    }

    private func text(_ report: RestoreReport, _ words: DeviceCore.Catalogue) -> String {
        let counts = ["restored": String(report.restored), "expected": String(report.expected)]
        var lines = [words.text("report", counts)]
        let (ready, waiting) = (
            report.entries.filter { $0.state == .ready }, report.entries.filter { $0.state != .ready }
        )
        if !ready.isEmpty { lines += [words.text("report.ready")] + ready.map { "  ✓ \($0.label)" } }
        if !waiting.isEmpty {
            lines.append(words.text("report.more"))
            lines += waiting.map { "  ! \($0.label) · \(words.text("state.\($0.state.rawValue)"))" }
        }
        return lines.joined(separator: "\n")
    }
}
