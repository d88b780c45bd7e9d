import AccountAPI
import ArgumentParser
import DeviceCore
import Foundation

/// The command `sparekey account`.
struct Account: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Personal accounts at an account service; one of them can be your recovery account.",
        discussion: """
            The password is typed here only. It is never sent and never stored: the service keeps a record that it \
            cannot read the password from.
            """,
        subcommands: [
            AccountCreate.self, AccountSignIn.self, AccountPassword.self, AccountRecoveryCode.self,
            AccountContacts.self, AccountDevices.self, AccountApprovals.self, AccountLetter.self,
            AccountConfirm.self, AccountTakeBack.self,
            AccountExport.self, AccountDelete.self,
        ]
    )
}

/// The command `sparekey account create`.
struct AccountCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a personal account and sign this device in.",
        discussion: "sparekey account create me --service https://accounts.example.org"
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The user name.") var user: String
    @Option(help: ArgumentHelp("The account service.", valueName: "url")) var service: String
    @Option(help: ArgumentHelp("A file that holds the password.", valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var generate: GenerateOption
    @OptionGroup var trust: ServiceTrustOption

    func run() async throws {
        let session = common.session()
        let address = try ServiceAddress(service)
        let password = try session.newPassword(username: user, file: passwordFile, generate)
        session.terminal.progress("progress.creating")
        let change = try await trust.trusting(address, session.app) {
            try await session.app.createAccount(username: user, at: address, password: password.value)
        }
        session.terminal.result(
            WithSecrets(result: change.entry, password: password.generated),
            text: session.terminal.words.text("account.created")
        )
        session.tellClock(change.clockOffset)
        await session.backUp(afterChange: true)
    }
}

/// The command `sparekey account sign-in`.
struct AccountSignIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in",
        abstract: "Sign this device in to a personal account.",
        discussion: "The device gets a secret of its own; the codes of your other devices stay valid."
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The user name.") var user: String
    @Option(help: ArgumentHelp("The account service.", valueName: "url")) var service: String
    @Option(help: ArgumentHelp("A file that holds the password.", valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var letter: LetterOptions
    @OptionGroup var trust: ServiceTrustOption

    func run() async throws {
        let session = common.session()
        let address = try ServiceAddress(service)
        let app = try letter.app(session)
        let password = try session.secrets.password(file: passwordFile)
        session.terminal.progress("progress.stretching")
        let change = try await trust.trusting(address, session.app) {
            try await app.signIn(username: user, at: address, password: password)
        }
        await session.tell(change, "account.signedIn")
        await session.backUp(afterChange: true)
    }
}

/// The command `sparekey account password`.
struct AccountPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Change the password of a personal account.",
        discussion: """
            The old password is dead at once. Backups in the storage are not touched: they open with the new one.
            Without a terminal: --password-file and --new-password-file, or SPAREKEY_PASSWORD and SPAREKEY_NEW_PASSWORD.

            Forgotten? With --recovery-code the code on paper takes the place of the old password. It is used up, and \
            a new one is shown. A recovery that was not finished is finished in the same way. A device that is new to \
            the account is confirmed first (sparekey account confirm), or waits until the day that is shown.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account.", completion: .accounts) var name: String
    @Option(help: ArgumentHelp("A file that holds the present password.", valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var new: NewPasswordOptions
    @Flag(help: "Type the recovery code rather than the present password.") var recoveryCode = false

    func run() async throws {
        let session = common.session()
        var generated: String?
        var code: RecoveryCode?
        func newPassword(_ username: String) throws -> Password {
            let chosen = try new.password(username: username, session)
            generated = chosen.generated
            return chosen.value
        }
        func confirm(_ code: RecoveryCode) throws -> Bool { try session.show(code, yes: new.yes, insists: false) }
        if recoveryCode {
            let typed = try session.secrets.recoveryCode()
            code = try await session.app.resetPassword(
                of: name,
                with: typed,
                newPassword: newPassword,
                confirm: confirm
            )
        } else if (try? await session.app.accountStatus(of: name))?.needsNewPassword == true {
            code = try await session.app.finishRecovery(of: name, newPassword: newPassword, confirm: confirm)
        } else {
            let old = try session.secrets.password(file: passwordFile)
            try await session.app.changePassword(of: name, from: old, to: newPassword)
        }
        session.terminal.result(
            WithSecrets(result: Done(), password: generated, recoveryCode: code?.text),
            text: session.terminal.words.text("account.passwordChanged")
        )
        await session.backUp(afterChange: true)
    }
}

/// The command `sparekey account devices`.
struct AccountDevices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "List the devices of a personal account, name this one, or revoke one.",
        discussion: """
            sparekey account devices
            sparekey account devices --name-this 'Blue phone'
            sparekey account devices --revoke 0123456789ab

            A device that was added before this one is removed too, but for 30 days it can take the account back: \
            sparekey account take-back.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account; not needed for the recovery account.", completion: .accounts) var name: String?
    @Option(help: ArgumentHelp("Revoke this device: its codes and its sign-in end at once.", valueName: "id"))
    var revoke: String?
    @Option(help: ArgumentHelp("Give this device a name, by which people tell it apart.", valueName: "name"))
    var nameThis: String?

    func validate() throws {
        guard revoke == nil || nameThis == nil else {
            throw ValidationError("--name-this and --revoke are two things: give one of them.")
        }
    }

    func run() async throws {
        let session = common.session()
        if let nameThis {
            try await session.app.nameThisDevice(nameThis, of: name)
            let text = session.terminal.words.text("devices.named", ["name": nameThis])
            return session.terminal.result(Done(), text: text)
        }
        if let revoke {
            try await session.app.revokeDevice(revoke, of: name)
            session.terminal.result(Done(), text: session.terminal.words.text("devices.revoked"))
            if !common.json { session.terminal.say("devices.revoked.newKey") }
            return
        }
        let devices = try await session.app.devices(of: name)
        session.terminal.result(devices, text: text(devices, session.terminal.words))
        await session.showNotices(of: name)
    }

    private func text(_ devices: [ListDevices.Device], _ words: DeviceCore.Catalogue) -> String {
        func date(_ time: Int64) -> Date { Date(timeIntervalSince1970: Double(time) / 1000) }
        func moment(_ time: Int64) -> String { words.shortMoment(date(time)) }
        var table = Table(["name", "added", "lastUsed", "id"].map { words.text("column.\($0)") })
        for device in devices {
            let notes = [
                device.current ? words.text("devices.current") : nil,
                device.settles.map { words.text("devices.isNew", ["date": words.day(date($0))]) },
            ].compactMap(\.self)
            let name = notes.isEmpty ? device.name : "\(device.name) (\(notes.joined(separator: ", ")))"
            table.add([name, moment(device.added), moment(device.lastUsed), String(device.id.rawValue.prefix(12))])
        }
        return table.text
    }
}
