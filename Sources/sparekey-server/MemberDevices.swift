import AccountAPI
import AccountServer
import ArgumentParser
import Encodings

/// The command `sparekey-server member devices`.
struct MemberDevices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "List the devices of a member, or revoke one."
    )

    @OptionGroup var member: MemberArguments
    @Option(help: ArgumentHelp("Revoke this device: its codes and its sign-in end at once.", valueName: "id"))
    var revoke: String?

    private struct Line: Encodable {
        let id: String
        let name: String
        let added: Int64
        let lastUsed: Int64
    }

    /// Lists the devices, or revokes one.
    func run() async throws {
        let (organizations, organization, found) = try await member.member()
        if let revoke {
            guard let device = ServiceDeviceID(revoke) else { throw OrganizationError.noSuchDevice }
            try await organizations.revokeDevice(device, of: found.account, in: organization.id, by: .console)
            if member.common.json {
                try Output.print(json: ["revoked": device.rawValue])
            }
            return
        }
        let devices = try await organizations.devices(of: found.account, in: organization.id)
        guard !member.common.json else {
            return try Output.print(
                json: devices.map {
                    Line(id: $0.id.rawValue, name: $0.name, added: $0.added, lastUsed: $0.lastUsed)
                }
            )
        }
        for device in devices {
            let times = "added \(Output.moment(device.added)), last used \(Output.moment(device.lastUsed))"
            Output.print("\(device.id)  \(Output.name(device.name))  (\(times))")
        }
    }
}
