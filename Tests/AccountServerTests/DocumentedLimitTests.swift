import Testing

@testable import AccountServer

/// The limits that docs/operations.md tells whoever runs a service are those of the code.
@Suite struct DocumentedLimitTests {
    private static func rows() throws -> [[String]] {
        try DocumentTests.table("../operations.md", after: "## Limits")
    }

    /// The second cell of the row whose first cell begins like this.
    private static func limit(_ what: String) throws -> String {
        let row = try #require(try rows().first { $0[0].hasPrefix(what) }, "no row: \(what)")
        return row[1]
    }

    @Test(arguments: AttemptKind.allCases)
    func `operations.md tells how often a thing may be tried`(kind: AttemptKind) throws {
        guard let what = Self.row(of: kind) else { return }
        let told = try Self.limit(what)
        let numbers = told.matches(of: /([0-9,]+) (an hour|a day|in 15 minutes)/).map { "\($0.1) \($0.2)" }
        for window in kind.windows {
            let unit = ["hour": "an hour", "day": "a day", "quarter": "in 15 minutes"][window.label]
            let limit = window.limit < 1000 ? "\(window.limit)" : "\(window.limit / 1000),000"
            #expect(numbers.contains("\(limit) \(unit ?? window.label)"), "\(kind): \(told)")
        }
    }

    /// What the row of a kind begins with; nil of one that nobody has to know who runs a service.
    private static func row(of kind: AttemptKind) -> String? {
        switch kind {
        case .account: "wrong passwords for one name from all networks"
        case .network: "wrong passwords for one name from one network"
        case .device: "wrong passwords on one device"
        case .deviceRecoveryCode: "wrong recovery codes on one device"
        case .address: "failed sign-ins from one"
        case .recoveryCode: "wrong recovery codes from one address"
        case .registration: "registrations started"
        case .credentialChange, .accountChanges: "password changes and recovery codes started"
        case .newDevices: "devices added to an account"
        case .contactCodes, .accountCodes: "codes sent to the contacts of one account"
        case .newContact: "codes sent by all accounts together"
        case .code: "wrong codes for one name, checked by applications"
        case .webCode, .browserCode: "wrong codes for one name on the sign-in page"
        case .enrollment: "invalid enrollment codes"
        case .page: "sign-ins on the page"
        case .letters: "letters to the contacts"
        case .letterRequests: "letters asked for from one address"
        case .networkLetters: "letters to one name"
        case .backchannel: "sign-in requests from one application"
        case .takingBackCodes: "codes sent to contacts from before"
        case .enrollmentAlarm: nil
        }
    }

    @Test func `operations.md tells how many of a thing there may be, and for how long`() throws {
        let minute = Milliseconds.minute
        let pending = "a contact that is not verified is deleted after \(Contacts.pendingLifetime / minute) minutes"
        #expect(try Self.limit("contacts of an account") == "\(Contacts.limit); \(pending)")
        let (settled, member) = (AccountKind.personal.deviceLimit, AccountKind.member.deviceLimit)
        let devices = "\(settled) that count fully and \(Devices.unsettledLimit) new ones; \(member)"
        #expect(try Self.limit("devices of a personal account, of a member") == devices)
        let started = "\(Registrations.lifetime / minute) minutes, \(Registrations.changeLifetime / minute) minutes"
        #expect(try Self.limit("started sign-in") == "\(SignIns.lifetime / minute) minute, \(started)")
        #expect(try Self.limit("session in a browser") == "\(WebSessions.lifetime / .hour) hours")
        let ofDevice = "\(Sessions.deviceLifetime / .day) days after its last request"
        #expect(try Self.limit("session of a device") == "\(ofDevice), \(Sessions.lifetime / .hour) hour")
        #expect(try Self.limit("time to restore a deleted backup") == "\(Backups.grace / .day) days")
    }
}
