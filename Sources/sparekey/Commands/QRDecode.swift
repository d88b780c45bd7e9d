import ArgumentParser
import QRCode

/// The command `sparekey qr-decode`, which `QRCodeReader` starts: a picture goes in, the texts of its codes come out.
struct QRDecode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qr-decode",
        abstract: HelpText.of("QRDecode.abstract"),
        shouldDisplay: false
    )

    /// Whether a program that was started with these arguments is to read a picture.
    static func isMeant(by arguments: [String]) -> Bool {
        arguments.dropFirst().elementsEqual([configuration.commandName ?? ""])
    }

    func run() throws {
        ReaderProcess.run()
    }
}
