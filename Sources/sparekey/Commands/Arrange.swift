import ArgumentParser
import DeviceCore

/// The command `sparekey move`.
struct Move: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Move an account to another place in the order.",
        discussion: "sparekey move Shop 1     (to the top; the order belongs to the backup)"
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account.", completion: .entries) var name: String
    @Argument(help: "Its new position, from 1.") var position: Int

    func run() async throws {
        let session = common.session()
        let listing = try await session.app.move(name, to: position)
        let done = session.terminal.words.text("move.done", ["position": String(listing.position)])
        session.terminal.result(listing, text: done)
        await session.backUp(afterChange: true)
    }
}

/// The command `sparekey rename`.
struct Rename: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give an account another issuer or account name.",
        discussion: "sparekey rename Shop --issuer 'The Shop' --account me@example.org"
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account.", completion: .entries) var name: String
    @Option(help: "The new issuer.") var issuer: String?
    @Option(help: "The new account name.") var account: String?

    func validate() throws {
        guard issuer != nil || account != nil else { throw ValidationError("Give --issuer, --account, or both.") }
    }

    func run() async throws {
        let session = common.session()
        let listing = try await session.app.rename(name, issuer: issuer, account: account)
        session.terminal.result(listing, text: session.terminal.words.text("rename.done"))
        await session.backUp(afterChange: true)
    }
}

/// The command `sparekey set-counter`.
struct SetCounter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-counter",
        abstract: "Set the counter of an account whose codes depend on one.",
        discussion: """
            sparekey set-counter Shop 12

            For an account whose codes the site no longer accepts because the counters differ. `sparekey list --json` \
            shows the counter.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account.", completion: .entries) var name: String
    @Argument(help: "The counter of the next code.") var counter: UInt64

    func run() async throws {
        let session = common.session()
        let listing = try await session.app.setCounter(of: name, to: counter)
        let done = session.terminal.words.text("setCounter.done", ["counter": String(counter)])
        session.terminal.result(listing, text: done)
        await session.backUp(afterChange: true)
    }
}

/// The command `sparekey remove`.
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove an account from this device and from the backups to come.",
        discussion: "Make sure first that the site no longer asks for its code. Earlier backups still hold the account."
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account.", completion: .entries) var name: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false

    func run() async throws {
        let session = common.session()
        let listing = try await session.app.entry(named: name)
        guard try session.confirm("remove.ask", ["label": listing.label], yes: yes) else { return }
        try await session.app.remove(listing.id)
        let isBackedUp = try await session.app.backupStatus().location != nil
        let done = session.terminal.words.text(isBackedUp ? "remove.done.backedUp" : "remove.done")
        session.terminal.result(listing, text: done)
        await session.backUp(afterChange: true)
    }
}
