import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey account contacts`.
struct AccountContacts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts",
        abstract: HelpText.of("AccountContacts.abstract"),
        discussion: HelpText.of("AccountContacts.discussion"),
        subcommands: [List.self, Add.self, Verify.self, Remove.self],
        defaultSubcommand: List.self
    )

    /// The command `sparekey account contacts list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: HelpText.of("AccountContacts.List.abstract")
        )

        @OptionGroup var common: CommonOptions
        @Argument(help: HelpText.of("AccountContacts.List.name")) var name: String?

        func run() throws {
            let session = common.session()
            let name = try session.account(name)
            let contacts = try session.device.contacts.list(of: name)
            let from = contacts.isEmpty ? try? session.device.accounts.status(of: name).changesFrom : nil
            session.terminal.result(contacts, text: text(contacts, from, session.terminal.words))
        }

        /// The table or, without a contact, how one is added and from when on this device can do it.
        private func text(
            _ contacts: [ListContacts.Contact],
            _ from: Instant?,
            _ words: DeviceCore.Catalogue
        ) -> String {
            guard !contacts.isEmpty else {
                return from.map { words.text("contacts.empty.later", ["date": words.day($0)]) }
                    ?? words.text("contacts.empty")
            }
            var table = Table(["contact", "state", "added", "id"].map { words.text("column.\($0)") })
            for contact in contacts {
                let added = Instant(milliseconds: contact.added)
                let state = words.text(contact.isVerified ? "contacts.verified" : "contacts.unverified")
                table.add([contact.masked, state, words.shortMoment(added), contact.id.rawValue])
            }
            return table.text
        }
    }

    /// The command `sparekey account contacts add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: HelpText.of("AccountContacts.Add.abstract"),
            discussion: HelpText.of("AccountContacts.Add.discussion")
        )

        @OptionGroup var common: CommonOptions
        @Argument(help: ArgumentHelp(HelpText.of("AccountContacts.Add.contact"), valueName: "contact"))
        var first: String?
        @Argument(help: ArgumentHelp(HelpText.of("AccountContacts.Add.name"), valueName: "name")) var second: String?
        @Option(help: ArgumentHelp(HelpText.of("AccountContacts.Add.email"), valueName: "address")) var email: String?
        @Option(help: ArgumentHelp(HelpText.of("AccountContacts.Add.phone"), valueName: "number")) var phone: String?
        @OptionGroup var evidence: EvidenceOptions

        func validate() throws {
            // With an option, what stands alone is the account.
            let isOption = email != nil || phone != nil
            guard email == nil || phone == nil, isOption ? second == nil : first != nil else {
                throw ValidationError(HelpText.of("AccountContacts.Add.refusal"))
            }
        }

        func run() throws {
            let session = common.session()
            let isOption = email != nil || phone != nil
            let given = try CommandSession.argument(email ?? phone ?? first ?? "")
            let kind = email != nil ? .email : phone != nil ? .phone : try Contacts.kind(of: given)
            // The file has the code that goes to the new contact.
            let added = try session.device(evidence, codeFile: nil).contacts.add(
                kind,
                given,
                to: try session.account(isOption ? first : second),
                questions: session.contactQuestions(codeFile: evidence.codeFile)
            )
            session.terminal.result(
                added,
                text: session.terminal.words.text("contacts.added", ["masked": added.masked])
            )
        }
    }

    /// The command `sparekey account contacts verify`.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: HelpText.of("AccountContacts.Verify.abstract")
        )

        @OptionGroup var common: CommonOptions
        @Argument(help: HelpText.of("AccountContacts.Verify.proof")) var proof: String
        @Argument(help: HelpText.of("AccountContacts.Verify.name")) var name: String?
        @Option(help: ArgumentHelp(HelpText.of("AccountContacts.Verify.codeFile"), valueName: "file")) var codeFile:
            String?

        func run() throws {
            let session = common.session()
            let name = try session.account(name)
            _ = try session.device.accounts.personalListing(named: name)
            let code = try session.secrets.contactCode(file: codeFile)
            try session.device.contacts.verify(proof: proof, code: code, of: name)
            session.terminal.result(Done(), text: session.terminal.words.text("contacts.accepted"))
        }
    }

    /// The command `sparekey account contacts remove`.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: HelpText.of("AccountContacts.Remove.abstract")
        )

        @OptionGroup var common: CommonOptions
        @Argument(help: HelpText.of("AccountContacts.Remove.id")) var id: String
        @Argument(help: HelpText.of("AccountContacts.Remove.name")) var name: String?
        @OptionGroup var evidence: EvidenceOptions

        func run() throws {
            let session = common.session()
            let name = try session.account(name)
            try session.device(evidence).contacts.remove(id, of: name)
            session.terminal.result(Done(), text: session.terminal.words.text("contacts.removed"))
        }
    }
}
