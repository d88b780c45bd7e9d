import AccountServer
import QRCode

extension Failure {
    /// Describes a failure of this kind.
    init(_ error: OrganizationError) {
        let (code, message, remedy, status) = Self.words(error)
        self.init(code, message, remedy: remedy, status: status)
    }

    /// Describes a failure of this kind: which line of a list is wrong, and what would be right.
    init(_ error: MemberListError) {
        let reason = error.reason.map { Failure($0) }
        self.init(
            reason?.code ?? "member.invalid-line",
            "line \(error.line): "
                + (reason?.message ?? "this is no name, or no name with member or administrator behind a comma"),
            remedy: "correct the line; nobody was added",
            status: ExitStatus.badData
        )
    }

    /// Describes a failure of this kind.
    init(_ error: QRCodeWriterError) {
        switch error {
        case .helper(.missing(let places)):
            self.init(
                "qr.helper-missing",
                "the program that makes QR codes is missing: \(places.joined(separator: ", "))",
                remedy: "install the service again: sparekey-qr is installed with it, and belongs to the same user",
                status: ExitStatus.configuration
            )
        case .helper(.exposed(let path)):
            self.init(
                "qr.helper-exposed",
                "others can replace the program that makes QR codes: they may write to \(path)",
                remedy: "take that right from them, or install the service elsewhere",
                status: ExitStatus.configuration
            )
        case .cannotHold, .helper(.ended), .helper(.crashed), .helper(.cannotStart):
            self.init(
                "qr.not-made",
                "the QR code could not be made this time",
                remedy: "run the command again; a code that was made before no longer works",
                status: ExitStatus.temporary
            )
        }
    }

    private static func words(
        _ error: OrganizationError
    ) -> (code: String, message: String, remedy: String, status: Int32) {
        switch error {
        case .invalidSlug:
            (
                "organization.invalid-slug", "this is no short name of an organisation",
                "give 2 to 40 of a to z, 0 to 9 and hyphens", ExitStatus.usage
            )
        case .slugTaken:
            (
                "organization.exists", "there is an organisation with this short name",
                "see them with: sparekey-server organization list", ExitStatus.badData
            )
        case .invalidName:
            (
                "organization.invalid-name", "the name is empty, too long, or holds characters that it may not hold",
                "give 1 to 64 characters for a member, without an at sign, and 1 to 100 for an organisation",
                ExitStatus.usage
            )
        case .noSuchOrganization:
            (
                "organization.not-found", "there is no organisation with this short name",
                "see them with: sparekey-server organization list", ExitStatus.notFound
            )
        case .noSuchMember:
            (
                "member.not-found", "the organisation has no member of this name",
                "see them with: sparekey-server member list ORGANIZATION", ExitStatus.notFound
            )
        case .nameTaken:
            (
                "member.exists", "the organisation has a member of this name, or a personal account has the user name",
                "choose another name", ExitStatus.badData
            )
        case .noSuchDevice:
            (
                "device.not-found", "the member has no such device",
                "see them with: sparekey-server member devices ORGANIZATION NAME", ExitStatus.notFound
            )
        case .hasMembers(let count):
            (
                "organization.has-members", "the organisation has \(count) members, not as many as you said",
                "see them with: sparekey-server member list ORGANIZATION; to delete all of them give --members \(count)",
                ExitStatus.badData
            )
        case .invalidLifetime:
            (
                "enrollment.invalid-lifetime", "a code lives for a minute to a day",
                "give --lifetime 1 to 1440", ExitStatus.usage
            )
        case .notAllowed:
            (
                "organization.not-allowed", "only an administrator of the organisation may do this",
                "ask an administrator", ExitStatus.refused
            )
        }
    }
}
