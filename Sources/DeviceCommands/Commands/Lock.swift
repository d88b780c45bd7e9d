import ArgumentParser
import DeviceCore

/// The command `sparekey lock`.
struct Lock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: HelpText.of("Lock.abstract")
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = common.session()
        try session.device.lock()
        session.terminal.result(Done(), text: session.terminal.words.text("lock.done"))
    }
}
