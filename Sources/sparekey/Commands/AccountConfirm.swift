import AccountAPI
import ArgumentParser
import DeviceCore
import Foundation
import OutsideText

/// The command `sparekey account confirm`.
struct AccountConfirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Confirm a new device with a code sent to your contact, or on another device.",
        discussion: """
            A device that has only typed the password can read the backup, and little more. A second proof makes it \
            count fully at once; without one it does after 7 days, or after 30 where the account has a contact or a \
            recovery code. All other devices and the contacts are told meanwhile.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account; not needed for the recovery account.", completion: .accounts) var name: String?

    func run() async throws {
        let session = common.session()
        let terminal = session.terminal
        let before = try await session.app.accountStanding(of: name)
        guard let need = before?.evidence, let settles = need.settles else {
            return terminal.result(Done(), text: terminal.words.text("evidence.settled"))
        }
        guard !need.ways.isEmpty else {
            throw Failure(.evidenceNeeded, ["date": terminal.words.day(settles), "situation": "unsettled"])
        }
        let password = try session.secrets.password(file: nil)
        try await session.app.showPassword(password, of: name)
        let after = try await session.app.settle(name, isOptional: false)
        guard after?.isSettled == true else { throw Failure(.evidenceNeeded) }
        terminal.result(Done(), text: terminal.words.text("evidence.done"))
    }
}

extension EvidenceQuestions {
    /// Asks at the terminal; without one, secrets come from the environment.
    init(_ terminal: Terminal) {
        self.init(contacts: ContactQuestions(terminal, codeFile: nil)) { username in
            try Secrets(prompt: Prompt(words: terminal.words))
                .password(file: nil, asking: "prompt.evidencePassword", ["username": username])
        } choose: { ways, isOptional in
            try Self.choose(of: ways, isOptional, terminal)
        } showNumber: { number in
            Terminal.printError(terminal.words.text("evidence.number", ["number": String(number)]) + "\n")
        }
    }

    /// Lets the user choose by number; what is optional is left out where nobody can be asked.
    private static func choose(
        of ways: [EvidenceWay],
        _ isOptional: Bool,
        _ terminal: Terminal
    ) throws -> EvidenceWay? {
        guard Prompt.isAvailable, !terminal.json else { return isOptional ? nil : ways.first }
        let words = terminal.words
        for (index, way) in ways.enumerated() {
            Terminal.printError("\(index + 1)  \(words.text("evidence.way.\(way.rawValue)"))\n")
        }
        if isOptional { Terminal.printError("\(ways.count + 1)  \(words.text("evidence.later"))\n") }
        let last = ways.count + (isOptional ? 1 : 0)
        let answer = Prompt(words: words).line("prompt.evidenceWay", ["choices": "1-\(last)"]) ?? ""
        let number = answer.trimmed().number(Int.self) ?? 0
        return ways.indices.contains(number - 1) ? ways[number - 1] : nil
    }
}

extension CommandSession {
    /// Offers to confirm a new device; the command has succeeded whatever comes of it.
    func settle(_ name: String?) async {
        do {
            guard let standing = try await app.settle(name), !terminal.json else { return }
            if let from = standing.codesCountFrom {
                terminal.say("evidence.codesHeld", ["date": terminal.words.day(from)])
            }
        } catch {
            let words = terminal.words.words(for: Failure(explaining: error))
            Terminal.printError("\(words.message)\n\(words.remedy)\n")
        }
    }
}

extension DeviceCore.Catalogue {
    /// The day of a moment of the service.
    fileprivate func day(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601.year().month().day())
    }
}
