import AccountAPI
import AccountServer
import ArgumentParser
import Encodings

/// The command `sparekey-server organization`.
struct OrganizationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organization",
        abstract: "Manage organisations: their members sign in with devices that you enroll.",
        discussion: """
            sparekey-server organization create acme --name 'Acme Ltd'
            sparekey-server member add acme ada
            sparekey-server member qr acme ada --public-url https://accounts.example.org
            """,
        subcommands: [Create.self, List.self, Rename.self, Delete.self, Audit.self]
    )

    /// Makes one.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Make an organisation.")

        @Argument(help: "A short name, a to z, 0 to 9 and hyphens; user names of members end in it: ada@acme.")
        var slug: String
        @Option(help: "The name that people know it by.") var name: String
        @OptionGroup var common: CommonOptions

        /// Makes the organisation.
        func run() async throws {
            let made = try await common.organizations().create(slug: slug, name: name)
            guard !common.json else { return try Output.print(json: OrganizationLine(made)) }
            Output.print("\(made.slug)  \(made.name)")
        }
    }

    /// Lists all.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the organisations.")

        @OptionGroup var common: CommonOptions

        /// Lists the organisations.
        func run() async throws {
            let all = try await common.organizations().list()
            guard !common.json else { return try Output.print(json: all.map(OrganizationLine.init)) }
            for organization in all {
                Output.print("\(organization.slug)  \(organization.name)")
            }
        }
    }

    /// Renames one.
    struct Rename: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rename",
            abstract: "Change the name that people know an organisation by; its short name stays."
        )

        @Argument(help: "The organisation's short name.") var slug: String
        @Option(help: "The new name.") var name: String
        @OptionGroup var common: CommonOptions

        /// Renames the organisation.
        func run() async throws {
            let organizations = try await common.organizations()
            let found = try await organizations.organization(slug: slug)
            let renamed = try await organizations.rename(found.id, to: name)
            guard !common.json else { return try Output.print(json: OrganizationLine(renamed)) }
            Output.print("\(renamed.slug)  \(renamed.name)")
        }
    }

    /// Deletes one.
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete",
            abstract: "Delete an organisation with its members, their devices and its log.",
            discussion: """
                This cannot be undone. If the organisation has members, say how many, so that you delete no other one:
                  sparekey-server organization delete acme --members 12
                Nobody else can register the user names of its members afterwards.
                """
        )

        @Argument(help: "The organisation's short name.") var slug: String
        @Option(help: "How many members it has.") var members = 0
        @OptionGroup var common: CommonOptions

        /// Deletes the organisation.
        func run() async throws {
            let organizations = try await common.organizations()
            let found = try await organizations.organization(slug: slug)
            try await organizations.delete(found.id, members: members)
            if common.json {
                try Output.print(json: ["deleted": found.slug])
            }
        }
    }

    /// Shows the log of one.
    struct Audit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "audit",
            abstract: "Show what was done in an organisation, the newest first.",
            discussion: """
                Lines with ! before them are alarms. code.reused: a code came a second time, so that whoever used it \
                first may not have been the member. The device named is the one that the code has added: ask the \
                member, and revoke it with: sparekey-server member devices ORGANIZATION NAME --revoke ID
                sign-in.reported and sign-in.wrong-number: somebody else may have tried to sign in as the member.
                """
        )

        @Argument(help: "The organisation's short name.") var slug: String
        @Option(help: "How many lines.") var limit = 50
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit is 1 to 10000.") }
        }

        /// Shows the log.
        func run() async throws {
            let organizations = try await common.organizations()
            let organization = try await organizations.organization(slug: slug)
            let entries = try await organizations.audit(of: organization.id, limit: limit)
            guard !common.json else { return try Output.print(json: entries.map(AuditLine.init)) }
            for entry in entries {
                let about = [entry.subject, entry.device.map(Output.name)].compactMap { $0 }.joined(separator: ", ")
                let by = [entry.actorKind, entry.actor].compactMap { $0 }.joined(separator: " ")
                let mark = entry.action.isAlarm ? "!" : " "
                Output.print("\(mark) \(Output.moment(entry.at))  \(entry.action.rawValue)  \(about)  (\(by))")
            }
        }
    }
}

private struct OrganizationLine: Encodable {
    let id: String
    let slug: String
    let name: String

    init(_ organization: Organization) {
        id = organization.id.rawValue
        slug = organization.slug
        name = organization.name
    }
}

private struct AuditLine: Encodable {
    let at: Int64
    let action: String
    let by: String
    let actor: String?
    let member: String?
    let device: String?

    init(_ entry: AuditEntry) {
        at = entry.at
        action = entry.action.rawValue
        by = entry.actorKind
        actor = entry.actor
        member = entry.subject
        device = entry.device
    }
}
