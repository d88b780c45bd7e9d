import ArgumentParser
import DeviceCore
import Vault

/// The command `sparekey passphrase`.
struct Passphrase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase",
        abstract: HelpText.of("Passphrase.abstract"),
        discussion: HelpText.of("Passphrase.discussion")
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var generate: GenerateOption

    func run() throws {
        let session = common.session()
        // Opened first, so that a wrong passphrase is told before a new one is asked for.
        let device = try session.device.havingAskedForPassphrase()
        let isSet = try device.hasPassphrase()
        guard let passphrase = try session.newPassphrase(generate, replacing: isSet) else { return }
        let words = session.terminal.words
        guard passphrase.value != nil || isSet else {
            // Nothing is there to be removed, nor is a vault made for it.
            try device.openVault()
            return session.terminal.result(Done(), text: words.text("passphrase.none"))
        }
        try device.setPassphrase(passphrase.value)
        let text =
            passphrase.value == nil
            ? words.text("passphrase.removed", ["path": session.home.keyFile])
            : words.text(CommonOptions.keepsKeys ? "passphrase.set.kept" : "passphrase.set")
        session.terminal.result(WithSecrets(result: Done(), passphrase: passphrase.generated), text: text)
    }
}
