import ArgumentParser
import DeviceCore

/// The command `sparekey move`.
struct Move: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: HelpText.of("Move.abstract"),
        discussion: HelpText.of("Move.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Move.name"), completion: .entries) var name: String
    @Argument(help: HelpText.of("Move.position")) var position: Int

    func run() throws {
        let session = common.session()
        let listing = try session.device.entries.move(name, to: position)
        let done = session.terminal.words.text("move.done", ["position": String(listing.position)])
        session.terminal.result(listing, text: done)
        session.backUp(afterChange: true)
    }
}

/// The command `sparekey rename`.
struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: HelpText.of("Rename.abstract"),
        discussion: HelpText.of("Rename.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Rename.name"), completion: .entries) var name: String
    @Option(help: HelpText.of("Rename.issuer")) var issuer: String?
    @Option(help: HelpText.of("Rename.account")) var account: String?

    func validate() throws {
        guard issuer != nil || account != nil else { throw ValidationError(HelpText.of("Rename.refusal")) }
    }

    func run() throws {
        let session = common.session()
        let listing = try session.device.entries.rename(name, issuer: issuer, account: account)
        session.terminal.result(listing, text: session.terminal.words.text("rename.done"))
        session.backUp(afterChange: true)
    }
}

/// The command `sparekey set-counter`.
struct SetCounter: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-counter",
        abstract: HelpText.of("SetCounter.abstract"),
        discussion: HelpText.of("SetCounter.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("SetCounter.name"), completion: .entries) var name: String
    @Argument(help: HelpText.of("SetCounter.counter")) var counter: UInt64

    func run() throws {
        let session = common.session()
        let listing = try session.device.codes.setCounter(of: name, to: counter)
        let done = session.terminal.words.text("setCounter.done", ["counter": String(counter)])
        session.terminal.result(listing, text: done)
        session.backUp(afterChange: true)
    }
}

/// The command `sparekey remove`.
struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: HelpText.of("Remove.abstract"),
        discussion: HelpText.of("Remove.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Remove.name"), completion: .entries) var name: String
    @Flag(name: .shortAndLong, help: HelpText.of("Remove.yes")) var yes = false

    func run() throws {
        let session = common.session()
        let listing = try session.device.entries.entry(named: name)
        // An account at a service stays there; one of another site is only here.
        let question = "remove.ask" + (listing.hasDevices ? ".\(listing.kind)" : "")
        guard try session.confirm(question, ["label": listing.wholeLabel], yes: yes) else { return }
        let removal = try session.device.entries.remove(listing.id)
        let isBackedUp = try session.device.backups.status().location != nil
        let done = session.terminal.words.text(isBackedUp ? "remove.done.backedUp" : "remove.done")
        let told = session.terminal.words.departure(removal)
        session.terminal.result(listing, text: [done, told].compactMap(\.self).joined(separator: "\n"))
        session.backUp(afterChange: true)
    }
}
