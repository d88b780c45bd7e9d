import AccountAPI
import AccountServer
import ArgumentParser
import Foundation
import QRCode

/// The command `sparekey-server member qr`.
struct MemberCode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qr",
        abstract: "Make an enrollment code for a member.",
        discussion: """
            Shows the QR code in the terminal, or writes it into files that only you may read:
              sparekey-server member qr acme ada
              sparekey-server member qr acme ada --png ada.png --lifetime 60

            The code adds one device and works once; an earlier code that was not used no longer works. Whoever \
            has the code is the member: hand it over in person, or over a channel that you trust.
            """
    )

    @OptionGroup var member: MemberArguments
    @OptionGroup var address: PublicURLOptions
    @Option(help: ArgumentHelp("How long the code lives, up to a day (1440).", valueName: "minutes"))
    var lifetime = Enrollments.standardMinutes

    @Option(help: ArgumentHelp("Write the QR code as a PNG instead.", valueName: "file")) var png: String?
    @Option(help: ArgumentHelp("Write the QR code as an SVG instead.", valueName: "file")) var svg: String?

    func validate() throws {
        let allowed = Enrollments.allowedMinutes
        guard allowed.contains(lifetime) else {
            throw ValidationError("--lifetime is \(allowed.lowerBound) to \(allowed.upperBound) minutes.")
        }
    }

    private struct Line: Encodable {
        let code: String
        let link: String
        let service: String
        let expires: Int64
        let organization: String
        let member: String
        let files: [String]
    }

    /// Makes the code and shows it.
    func run() async throws {
        // Looked at first: a code that cannot be shown should not end the one before.
        let service = try address.url()
        let writer = QRCodeWriter()
        try writer.check()
        let (organizations, organization, found) = try await member.member()
        let made = try await organizations.makeEnrollment(
            for: found.account,
            in: organization.id,
            minutes: lifetime,
            by: .console
        )
        let link = EnrollmentLink(service: service, code: made.code)
        let picture = try await writer.code(of: link.text)
        if let png { try Output.write(Data(await writer.png(of: link.text)), to: png) }
        if let svg { try Output.write(Data(picture.svg.utf8), to: svg) }
        let files = [png, svg].compactMap(\.self)
        guard !member.common.json else {
            return try Output.print(
                json: Line(
                    code: made.code.grouped,
                    link: link.text,
                    service: service,
                    expires: made.expires,
                    organization: organization.name,
                    member: found.name,
                    files: files
                )
            )
        }
        if files.isEmpty { Output.print(ours: String(picture.terminal(colors: Output.hasColors).dropLast())) }
        Output.print("code: \(made.code.grouped)")
        Output.print("service: \(service)")
        Output.print("link: \(link.text)")
        Output.tell("For \(organization.login(of: found)), once, until \(Output.moment(made.expires)).")
    }
}
