import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey account devices`.
struct AccountDevices: ParsableCommand {
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

    func run() throws {
        let session = common.session()
        let name = try session.account(name)
        if let nameThis {
            let given = try session.device.accounts.nameThisDevice(nameThis, of: name)
            let words = session.terminal.words
            let text = words.text("devices.named", ["name": words.quoted(given)])
            return session.terminal.result(Named(name: given), text: text)
        }
        if let revoke {
            let isDone = try session.device.accounts.revokeDevice(revoke, of: name) { device, isOlder in
                let other = isOlder ? "devices.revoke.ask.older" : "devices.revoke.ask"
                let key = device.current ? "devices.revoke.ask.this" : other
                let added = session.terminal.words.moment(Instant(milliseconds: device.added))
                let quoted = session.terminal.words.quoted(device.name)
                return try session.confirm(key, ["device": quoted, "date": added], yes: yes)
            }
            guard isDone else { return }
            session.terminal.result(Done(), text: session.terminal.words.text("devices.revoked"))
            if !common.json { try adviseNewKey(session) }
            return
        }
        let devices = try session.device.accounts.devices(of: name)
        let account = try session.device.accounts.listing(ofDevicesOf: name).wholeLabel
        let words = session.terminal.words
        let heading = words.text("devices.of", ["account": account])
        session.terminal.result(devices, text: "\(heading)\n\n\(text(devices, words))")
        session.showNotices(of: name)
    }

    /// What a script reads of a new name: the service may have put a number behind it.
    private struct Named: Encodable {
        let done = true
        let name: String

        private enum CodingKeys: String, CodingKey {
            case done, name
        }
    }

    /// Advises a new key for the backup, with the day from which on this device can make one where that is later.
    private func adviseNewKey(_ session: CommandSession) throws {
        guard let keeper = try session.device.backups.keeperNow() else { return }
        let status = try? session.device.accounts.status(of: keeper.id)
        guard let from = status?.changesFrom else { return session.terminal.say("devices.revoked.newKey") }
        session.terminal.say("devices.revoked.newKey.later", ["date": session.terminal.words.day(from)])
    }

    private func text(_ devices: [ListDevices.Device], _ words: DeviceCore.Catalogue) -> String {
        func date(_ time: Int64) -> Instant { Instant(milliseconds: time) }
        func moment(_ time: Int64) -> String { words.shortMoment(date(time)) }
        var table = Table(["name", "added", "lastUsed", "id"].map { words.text("column.\($0)") })
        for device in devices {
            let notes = [
                device.current ? words.text("devices.current") : nil,
                device.settles.map { words.text("devices.isNew", ["date": words.day(date($0))]) },
                device.suspendedUntil.map { words.text("devices.suspended", ["date": words.day(date($0))]) },
            ].compactMap(\.self)
            let own = words.inTable(device.name)
            let name = notes.isEmpty ? own : "\(own) (\(notes.joined(separator: ", ")))"
            table.add([name, moment(device.added), moment(device.lastUsed), String(device.id.rawValue.prefix(12))])
        }
        return table.text
    }
}
