import AccountAPI
import ArgumentParser
import DeviceCore
import Foundation

/// The command `sparekey account contacts`.
struct AccountContacts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts",
        abstract: "The e-mail addresses and phone numbers that codes and notices of a personal account go to.",
        discussion: """
            sparekey account contacts
            sparekey account contacts add --email me@example.org
            sparekey account contacts remove 0123456789abcdef0123456789abcdef

            A code goes to a new contact, which is verified once it is typed. A device that is new to the account \
            also needs a code sent to a contact that the account has, or the approval of another device.

            Without a terminal, a command ends once a code is sent, and says how to go on; with --json the error has \
            the proof. Give the code in SPAREKEY_CONTACT_CODE or with --code-file.
            """,
        subcommands: [List.self, Add.self, Verify.self, Remove.self],
        defaultSubcommand: List.self
    )

    /// The command `sparekey account contacts list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the contacts, masked.")

        @OptionGroup var common: CommonOptions
        @Argument(help: "The account; not needed where there is only one.") var name: String?

        func run() async throws {
            let session = common.session()
            let contacts = try await session.app.contacts(of: name)
            session.terminal.result(contacts, text: text(contacts, session.terminal.words))
        }

        private func text(_ contacts: [ListContacts.Contact], _ words: DeviceCore.Catalogue) -> String {
            guard !contacts.isEmpty else { return words.text("contacts.empty") }
            var table = Table(["contact", "state", "added", "id"].map { words.text("column.\($0)") })
            for contact in contacts {
                let added = Date(timeIntervalSince1970: Double(contact.added) / 1000)
                let state = words.text(contact.isVerified ? "contacts.verified" : "contacts.unverified")
                table.add([contact.masked, state, words.moment(added), contact.id.rawValue])
            }
            return table.text
        }
    }

    /// The command `sparekey account contacts add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an e-mail address or a phone number, and verify it.",
            discussion: """
                sparekey account contacts add --email me@example.org
                sparekey account contacts add --phone '+33 6 12 34 56 78'

                With - in the place of the address it is read from standard input.
                """
        )

        @OptionGroup var common: CommonOptions
        @Argument(help: "The account; not needed where there is only one.") var name: String?
        @Option(help: ArgumentHelp("The e-mail address.", valueName: "address")) var email: String?
        @Option(help: ArgumentHelp("The phone number, in international form.", valueName: "number")) var phone: String?
        @OptionGroup var evidence: EvidenceOptions

        func validate() throws {
            guard (email == nil) != (phone == nil) else { throw ValidationError("Give either --email or --phone.") }
        }

        func run() async throws {
            let session = common.session()
            let given = email ?? phone ?? ""
            let added = try await session.app(evidence).addContact(
                email == nil ? .phone : .email,
                given == "-" ? readLine() ?? "" : given,
                to: name,
                questions: session.contactQuestions(codeFile: evidence.codeFile)
            )
            session.terminal.result(
                added,
                text: session.terminal.words.text("contacts.added", ["masked": added.masked])
            )
        }
    }

    /// The command `sparekey account contacts verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Type a code that an earlier command has had sent."
        )

        @OptionGroup var common: CommonOptions
        @Argument(help: "The proof that the earlier command named.") var proof: String
        @Argument(help: "The account; not needed where there is only one.") var name: String?
        @Option(help: ArgumentHelp("A file that holds the code.", valueName: "file")) var codeFile: String?

        func run() async throws {
            let session = common.session()
            let code = try session.secrets.contactCode(file: codeFile)
            try await session.app.verifyContact(proof: proof, code: code, of: name)
            session.terminal.result(Done(), text: session.terminal.words.text("contacts.accepted"))
        }
    }

    /// The command `sparekey account contacts remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a contact.")

        @OptionGroup var common: CommonOptions
        @Argument(help: "The contact's identifier, as the list shows it.") var id: String
        @Argument(help: "The account; not needed where there is only one.") var name: String?
        @OptionGroup var evidence: EvidenceOptions

        func run() async throws {
            let session = common.session()
            try await session.app(evidence).removeContact(id, of: name)
            session.terminal.result(Done(), text: session.terminal.words.text("contacts.removed"))
        }
    }
}
