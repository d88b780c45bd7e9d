import AccountAPI
import AccountServer
import ArgumentParser
import Encodings
import Foundation
import LocalFiles

/// The command `sparekey-server member`.
struct MemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member",
        abstract: "Manage the members of an organisation.",
        discussion: """
            A member has no password: a device is enrolled with a code that is good once, for a quarter of an hour.
              sparekey-server member add acme ada
              sparekey-server member qr acme ada
            """,
        subcommands: [
            Add.self, Import.self, List.self, Role.self, Remove.self, MemberCode.self, MemberDevices.self,
        ]
    )

    /// Adds one.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a member.")

        @OptionGroup var member: MemberArguments
        @Flag(help: "Make the member an administrator of the organisation.") var administrator = false

        /// Adds the member.
        func run() async throws {
            let (organizations, organization) = try await member.organization()
            let role: MemberRole = administrator ? .administrator : .member
            let added = try await organizations.addMember(member.name, role: role, to: organization.id, by: .console)
            let line = MemberLine(added, in: organization)
            guard !member.common.json else { return try Output.print(json: line) }
            Output.print(line.login)
        }
    }

    /// Adds many.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Add the members of a list, all or none.",
            discussion: """
                The list is text (CSV) with the name of a member in each line and, behind a comma, administrator where \
                the member is to be one. A first line "name,role" is left out.
                  sparekey-server member import acme members.csv
                """
        )

        @Argument(help: "The organisation's short name.") var organization: String
        @Argument(help: "The file, or - for standard input.") var file: String
        @OptionGroup var common: CommonOptions

        /// Adds the members.
        func run() async throws {
            let list = try MemberList.read(try Self.contents(of: file))
            let organizations = try await common.organizations()
            let found = try await organizations.organization(slug: organization)
            let added = try await organizations.addMembers(list, to: found.id, by: .console)
            let lines = added.map { MemberLine($0, in: found) }
            guard !common.json else { return try Output.print(json: lines) }
            for line in lines { Output.print(line.login) }
        }

        private static func contents(of file: String) throws -> [UInt8] {
            guard let bytes = try? Files.readGiven(file == "-" ? "/dev/stdin" : file, limit: MemberList.limit) else {
                throw Failure(
                    "file.unreadable",
                    "\(file) cannot be read, or is too long for a list of members",
                    remedy: "give a file of at most 256 KiB that this user may read",
                    status: ExitStatus.configuration
                )
            }
            return bytes
        }
    }

    /// Changes what one may do.
    struct Role: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "role",
            abstract: "Make a member an administrator, or an administrator a member."
        )

        @OptionGroup var member: MemberArguments
        @Argument(help: "member or administrator.") var role: MemberRole

        /// Changes the role.
        func run() async throws {
            let (organizations, organization, found) = try await member.member()
            try await organizations.setRole(role, of: found.account, in: organization.id, by: .console)
            if member.common.json {
                try Output.print(json: ["login": organization.login(of: found), "role": role.rawValue])
            }
        }
    }

    /// Lists all.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the members of an organisation."
        )

        @Argument(help: "The organisation's short name.") var organization: String
        @OptionGroup var common: CommonOptions

        /// Lists the members.
        func run() async throws {
            let organizations = try await common.organizations()
            let found = try await organizations.organization(slug: organization)
            let lines = try await organizations.members(of: found.id).map { MemberLine($0, in: found) }
            guard !common.json else { return try Output.print(json: lines) }
            for line in lines {
                Output.print("\(line.login)  \(line.role)  devices: \(line.devices)")
            }
        }
    }

    /// Removes one.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Remove a member; devices, codes and sessions end at once."
        )

        @OptionGroup var member: MemberArguments

        /// Removes the member.
        func run() async throws {
            let (organizations, organization, found) = try await member.member()
            try await organizations.removeMember(found.account, of: organization.id, by: .console)
            if member.common.json {
                try Output.print(json: ["removed": organization.login(of: found)])
            }
        }
    }
}

/// Which member a command is about.
struct MemberArguments: ParsableArguments {
    @Argument(help: "The organisation's short name.") var slug: String
    @Argument(help: "The member's name in it.") var name: String
    @OptionGroup var common: CommonOptions

    /// The organisation.
    func organization() async throws -> (Organizations, Organization) {
        let organizations = try await common.organizations()
        return (organizations, try await organizations.organization(slug: slug))
    }

    /// The organisation and the member.
    func member() async throws -> (Organizations, Organization, Member) {
        let (organizations, organization) = try await organization()
        return (organizations, organization, try await organizations.member(named: name, of: organization.id))
    }
}

extension MemberRole: ExpressibleByArgument {}

private struct MemberLine: Encodable {
    let account: String
    let name: String
    let login: String
    let role: String
    let added: Int64
    let devices: Int

    init(_ member: Member, in organization: Organization) {
        account = member.account.rawValue
        name = member.name
        login = organization.login(of: member)
        role = member.role.rawValue
        added = member.added
        devices = member.devices
    }
}
