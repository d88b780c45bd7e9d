import ArgumentParser
import DeviceCore

/// The command `sparekey account`.
struct Account: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: HelpText.of("Account.abstract"),
        discussion: HelpText.of("Account.discussion"),
        subcommands: [
            AccountCreate.self, AccountSignIn.self, AccountPassword.self, AccountRecoveryCode.self,
            AccountContacts.self, AccountDevices.self, AccountApprovals.self, AccountLetter.self,
            AccountConfirm.self, AccountTakeBack.self,
            AccountExport.self, AccountDelete.self,
        ]
    )
}
