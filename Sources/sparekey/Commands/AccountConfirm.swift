import AccountAPI
import ArgumentParser
import DeviceCore
import Foundation

/// The command `sparekey account confirm`.
struct AccountConfirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Confirm a new device with a code sent to your contact, or on another device.",
        discussion: """
            A device that has only typed the password can read the backup, and little more. A second proof makes it \
            count fully at once; without one it does after 7 days, or after 30 where the account has a contact or a \
            recovery code. All other devices and the contacts are told meanwhile.

            After a recovery with the code on paper, that code is typed here rather than the password.

            Without a terminal, this sends a code to the contact and ends with the number of a proof. Then, within ten \
            minutes:
              sparekey account contacts verify PROOF   (or with --code-file)
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account; not needed for the recovery account.", completion: .accounts) var name: String?
    @Option(help: ArgumentHelp("A file that holds the password.", valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var contact: EvidenceOptions

    func run() async throws {
        let session = common.session()
        let app = session.app(contact)
        let terminal = session.terminal
        let before = try await app.accountStanding(of: name)
        guard let need = before?.evidence, need.settles != nil else {
            return terminal.result(Done(), text: terminal.words.text("evidence.settled"))
        }
        guard !need.ways.isEmpty else { throw AccountError.evidenceNeeded(need) }
        if !need.hasSecret { try await app.showSecret(try await secret(app, session), of: name) }
        let after = try await app.settle(name, isOptional: false)
        guard after?.isSettled == true else { throw Failure(.evidenceNeeded) }
        terminal.result(Done(), text: terminal.words.text("evidence.done"))
        await session.backUp(afterChange: false)
    }

    /// The password or, after a recovery with the code on paper, that code.
    private func secret(_ app: DeviceApp, _ session: CommandSession) async throws -> RecoverySecret {
        guard try await app.accountStatus(of: name).needsNewPassword else {
            return .password(try session.secrets.password(file: passwordFile))
        }
        return .recoveryCode(try session.secrets.recoveryCode())
    }
}

extension CommandSession {
    /// Offers to confirm a new device; the command has succeeded whatever comes of it.
    @discardableResult
    func settle(_ name: String?) async -> DeviceStanding? {
        do {
            let standing = try await app.settle(name)
            if let from = standing?.codesCountFrom, !terminal.json { tellHeld(from) }
            return standing
        } catch {
            let words = terminal.words.words(for: Failure(explaining: error))
            Terminal.printError("\(words.message)\n\(words.remedy)\n")
            let standing = try? await app.accountStanding(of: name)
            if let from = standing?.codesCountFrom, !terminal.json { tellHeld(from) }
            return standing
        }
    }

    /// Says that an account was signed in to, and offers to confirm the device; JSON tells how the account stands then.
    func tell(_ change: AccountChange, _ key: String) async {
        let text = terminal.words.text(key)
        if !terminal.json { terminal.result(change.entry, text: text) }
        tellClock(change.clockOffset)
        await settle(change.entry.id)
        guard terminal.json else { return }
        let entry = try? await app.entries().first { $0.id == change.entry.id }
        terminal.result(entry ?? change.entry, text: text)
    }

    /// Says from when on the codes of an account count.
    private func tellHeld(_ from: Int64) {
        let date = Date(timeIntervalSince1970: Double(from) / 1000)
        terminal.say("evidence.codesHeld", ["date": terminal.words.day(date)])
    }
}
