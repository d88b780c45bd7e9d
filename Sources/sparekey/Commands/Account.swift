import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey account`.
struct Account: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
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

/// The command `sparekey account create`.
struct AccountCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: HelpText.of("AccountCreate.abstract"),
        discussion: HelpText.of("AccountCreate.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountCreate.user")) var user: String
    @Option(help: ArgumentHelp(HelpText.of("AccountCreate.service"), valueName: "url"))
    var service: String?
    @OptionGroup var backup: BackupStartOptions
    @Option(help: ArgumentHelp(HelpText.of("AccountCreate.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var generate: GenerateOption
    @OptionGroup var trust: ServiceTrustOption

    func run() async throws {
        let session = common.session()
        let address = try await session.service(service)
        let (password, start, change) = try await trust.trusting(address, session.app) {
            try await session.app.refuseNewAccount(named: user, at: address)
            let start = try await backup.start(session, for: user, at: address)
            let password = try session.newPassword(username: user, file: passwordFile, generate)
            session.terminal.progress("progress.creating")
            let change = try await session.app.createAccount(username: user, at: address, password: password.value)
            return (password, start, change)
        }
        session.terminal.result(
            WithSecrets(result: change.entry, password: password.generated),
            text: session.terminal.words.text("account.created")
        )
        session.tellClock(change.clockOffset)
        let status = try await start?.run(for: change.entry, session, password: password.value)
        if status == nil { await session.goOnWithoutStorage() }
    }
}

/// The command `sparekey account sign-in`.
struct AccountSignIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in",
        abstract: HelpText.of("AccountSignIn.abstract"),
        discussion: HelpText.of("AccountSignIn.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountSignIn.user")) var user: String
    @Option(help: ArgumentHelp(HelpText.of("AccountSignIn.service"), valueName: "url"))
    var service: String?
    @OptionGroup var backup: BackupStartOptions
    @Option(help: ArgumentHelp(HelpText.of("AccountSignIn.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var letter: LetterOptions
    @OptionGroup var trust: ServiceTrustOption

    func run() async throws {
        let session = common.session()
        let address = try await session.service(service)
        let (password, start, change) = try await trust.trusting(address, session.app) {
            try await session.app.refuseSilence(of: address)
            let start = try await backup.start(session, for: user, at: address)
            let app = try letter.app(session)
            let password = try session.secrets.password(file: passwordFile, of: user)
            session.terminal.progress("progress.stretching")
            let change = try await app.signIn(username: user, at: address, password: password)
            return (password, start, change)
        }
        await session.tell(change, "account.signedIn")
        let status = try await start?.run(for: change.entry, session, password: password)
        if status == nil { await session.goOnWithoutStorage() }
    }
}

/// The command `sparekey account password`.
struct AccountPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: HelpText.of("AccountPassword.abstract"),
        discussion: HelpText.of("AccountPassword.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountPassword.name"), completion: .accounts) var name: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountPassword.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var new: NewPasswordOptions
    @Flag(help: HelpText.of("AccountPassword.recoveryCode")) var recoveryCode = false

    func run() async throws {
        let session = common.session()
        let name = try await session.account(name)
        let label = try await session.app.personalListing(named: name).label
        var generated: String?
        var code: RecoveryCode?
        func newPassword(_ username: String) throws -> Password {
            let chosen = try new.password(username: username, session)
            generated = chosen.generated
            return chosen.value
        }
        func confirm(_ code: RecoveryCode) throws -> Bool {
            try session.show(code, yes: new.yes, insists: false, unanswered: .newPasswordAndCode)
        }
        let needsNew = (try? await session.app.accountStatus(of: name))?.needsNewPassword == true
        try await session.app.refuseChangeTooEarly(of: name, withPaper: recoveryCode || needsNew)
        if recoveryCode || needsNew {
            let paper = try recoveryCode ? session.secrets.recoveryCode(of: label) : nil
            do {
                code =
                    if let paper {
                        try await session.app.resetPassword(
                            of: name,
                            with: paper,
                            newPassword: newPassword,
                            confirm: confirm
                        )
                    } else {
                        try await session.app.finishRecovery(of: name, newPassword: newPassword, confirm: confirm)
                    }
            } catch {
                session.keep(generated, besides: error, Done())
                throw error
            }
        } else {
            let old = try session.secrets.password(file: passwordFile, of: label)
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
        abstract: HelpText.of("AccountDevices.abstract"),
        discussion: HelpText.of("AccountDevices.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountDevices.name"), completion: .accounts) var name: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountDevices.revoke"), valueName: "id"))
    var revoke: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountDevices.nameThis"), valueName: "name"))
    var nameThis: String?
    @Flag(name: .shortAndLong, help: HelpText.of("AccountDevices.yes")) var yes = false

    func validate() throws {
        guard revoke == nil || nameThis == nil else {
            throw ValidationError(HelpText.of("AccountDevices.refusal"))
        }
    }

    func run() async throws {
        let session = common.session()
        let name = try await session.account(name)
        if let nameThis {
            try await session.app.nameThisDevice(nameThis, of: name)
            let text = session.terminal.words.text("devices.named", ["name": nameThis])
            return session.terminal.result(Done(), text: text)
        }
        if let revoke {
            let isDone = try await session.app.revokeDevice(revoke, of: name) { device in
                let key = device.current ? "devices.revoke.ask.this" : "devices.revoke.ask"
                return try session.confirm(key, ["device": device.name], yes: yes)
            }
            guard isDone else { return }
            session.terminal.result(Done(), text: session.terminal.words.text("devices.revoked"))
            if !common.json { session.terminal.say("devices.revoked.newKey") }
            return
        }
        let devices = try await session.app.devices(of: name)
        session.terminal.result(devices, text: text(devices, session.terminal.words))
        await session.showNotices(of: name)
    }

    private func text(_ devices: [ListDevices.Device], _ words: DeviceCore.Catalogue) -> String {
        func date(_ time: Int64) -> Instant { Instant(milliseconds: time) }
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
