import AccountAPI
import Encodings

/// What may be tried how often: a subject, counted in the windows of its kind.
struct AttemptBudget: Sendable, Equatable {
    /// What is counted, and by whom.
    let kind: AttemptKind
    /// The name under which the attempts are counted; of one length for every subject.
    let scope: [UInt8]

    /// The budget whose counters have this name.
    init(_ kind: AttemptKind, scope: [UInt8]) {
        (self.kind, self.scope) = (kind, scope)
    }

    /// The budget of a subject.
    init(_ kind: AttemptKind, _ keys: ServerKeys, _ subject: [UInt8]) {
        self.init(kind, scope: keys.attemptScope(kind.label, subject))
    }

    /// A budget of those whose attempts are counted together because they come from one address.
    static func address(_ kind: AttemptKind, _ keys: ServerKeys, _ address: ClientAddress) -> AttemptBudget {
        AttemptBudget(kind, keys, Array(address.group.utf8))
    }

    /// Wrong passwords of one account, or of one name that has none.
    static func account(_ keys: ServerKeys, login: [UInt8]) -> AttemptBudget {
        AttemptBudget(.account, keys, login)
    }

    /// Wrong passwords of one name from one network.
    static func network(_ keys: ServerKeys, login: [UInt8], _ address: ClientAddress) -> AttemptBudget {
        AttemptBudget(.network, keys, login + Array(address.group.utf8))
    }

    /// Wrong passwords typed on one device of the account, out of the reach of strangers.
    ///
    /// Each secret of before is counted apart: what is typed once is tried against all of them.
    static func device(_ keys: ServerKeys, _ device: ServiceDeviceID, before number: Int? = nil) -> AttemptBudget {
        AttemptBudget(.device, keys, device.bytes + place(number))
    }

    /// Wrong recovery codes typed on one device of the account, likewise.
    static func deviceRecoveryCode(
        _ keys: ServerKeys,
        _ device: ServiceDeviceID,
        before number: Int? = nil
    ) -> AttemptBudget {
        AttemptBudget(.deviceRecoveryCode, keys, device.bytes + place(number))
    }

    private static func place(_ number: Int?) -> [UInt8] {
        number.map { Array("before \($0)".utf8) } ?? []
    }

    /// Password changes and recovery codes started on one device, out of the reach of the others.
    static func credentialChange(_ keys: ServerKeys, _ session: Session) -> AttemptBudget {
        AttemptBudget(.credentialChange, keys, session.device?.bytes ?? session.id.bytes)
    }

    /// Password changes and recovery codes started by one account, whoever has started them.
    static func accountChanges(_ keys: ServerKeys, _ account: AccountID) -> AttemptBudget {
        AttemptBudget(.accountChanges, keys, account.bytes)
    }

    /// Devices added to one account from one network with nothing but the password.
    static func newDevices(_ keys: ServerKeys, _ account: AccountID, _ address: ClientAddress) -> AttemptBudget {
        AttemptBudget(.newDevices, keys, account.bytes + Array(address.group.utf8))
    }

    /// Codes sent to the contacts of an account for one of its devices, out of the reach of the others.
    static func contactCodes(_ keys: ServerKeys, _ session: Session) -> AttemptBudget {
        AttemptBudget(.contactCodes, keys, session.device?.bytes ?? session.id.bytes)
    }

    /// Codes sent to the contacts of an account, whoever has asked for them.
    static func accountCodes(_ keys: ServerKeys, _ account: AccountID) -> AttemptBudget {
        AttemptBudget(.accountCodes, keys, account.bytes)
    }

    /// Letters to one name asked for from one network.
    static func networkLetters(_ keys: ServerKeys, login: [UInt8], _ address: ClientAddress) -> AttemptBudget {
        AttemptBudget(.networkLetters, keys, login + Array(address.group.utf8))
    }

    /// Codes sent by any account to one address that has not verified it: what strangers can send there.
    static func newContact(_ keys: ServerKeys, _ address: ContactAddress) -> AttemptBudget {
        AttemptBudget(.newContact, keys, Array(address.comparable.utf8))
    }

    /// Codes sent to contacts of before for one device, out of the reach of whoever has taken the account.
    static func takingBackCodes(_ keys: ServerKeys, _ device: ServiceDeviceID) -> AttemptBudget {
        AttemptBudget(.takingBackCodes, keys, device.bytes)
    }

    /// Wrong verification codes of one name that applications have checked.
    static func code(_ keys: ServerKeys, login: [UInt8]) -> AttemptBudget {
        AttemptBudget(.code, keys, login)
    }

    /// Wrong verification codes of one name on a page where nothing but the code is asked for.
    static func webCode(_ keys: ServerKeys, login: [UInt8]) -> AttemptBudget {
        AttemptBudget(.webCode, keys, login)
    }

    /// How often one enrollment code that is not good is told of.
    static func enrollmentAlarm(_ keys: ServerKeys, _ enrollment: String) -> AttemptBudget {
        AttemptBudget(.enrollmentAlarm, keys, Array(enrollment.utf8))
    }
}

/// The kinds of things that are counted, each with its limits: the one table of them.
///
/// The number stands in sealed states of sign-ins that wait.
enum AttemptKind: UInt8, Sendable, CaseIterable {
    /// Passwords of one name.
    case account = 1
    /// Passwords of one name from one network.
    case network
    /// Passwords on one device of the account.
    case device
    /// Recovery codes on one device of the account.
    case deviceRecoveryCode
    /// Passwords from one address.
    case address
    /// Recovery codes from one address: 130 bits need no limit but one on the work of the service.
    case recoveryCode
    /// Registrations started from one address.
    case registration
    /// Changes of credentials started on one device.
    case credentialChange
    /// Devices added to one account from one network with nothing but the password.
    case newDevices
    /// Codes sent to the contacts of an account for one of its devices.
    case contactCodes
    /// Codes sent to one address that has not verified them.
    case newContact
    /// Verification codes of one name, checked for applications.
    case code
    /// Verification codes of one name, typed on a page.
    case webCode
    /// Enrollment codes from one address.
    case enrollment
    /// Alarms about one enrollment code.
    case enrollmentAlarm
    /// Sign-ins on a page from one address.
    case page
    /// Verification codes of one name, typed in one browser that has signed in before.
    case browserCode
    /// Letters to the contacts of one name.
    case letters
    /// Letters asked for from one address for names that were not used there lately.
    case letterRequests
    /// Sign-in requests that one application starts without a browser, and that nobody approves.
    case backchannel
    /// Codes sent to contacts of before, for one device that takes the account back.
    case takingBackCodes
    /// Codes sent to the contacts of one account.
    case accountCodes
    /// Letters to one name asked for from one network.
    case networkLetters
    /// Changes of credentials started by one account.
    case accountChanges

    /// The limits.
    var windows: [AttemptWindow] {
        switch self {
        case .account: [.hour(10), .day(30)]
        case .network: [.hour(5), .day(30)]
        case .device: [.hour(10), .day(30)]
        case .deviceRecoveryCode: [.hour(30)]
        case .address, .page: [.hour(300)]
        case .recoveryCode: [.hour(1000)]
        case .registration, .enrollment: [.hour(30)]
        case .credentialChange: [.hour(30), .day(100)]
        // Whoever has spent what one device has is removed, and the others go on.
        case .accountChanges: [.hour(120), .day(400)]
        case .newDevices: [.hour(40)]
        case .contactCodes, .newContact, .takingBackCodes: [.hour(5), .day(20)]
        // Six digits on five devices are worth guessing for days on end.
        case .code: [.quarter(5), .day(30)]
        // No other secret stands before it, so it is bounded more tightly by the day.
        case .webCode, .browserCode: [.quarter(5), .day(20)]
        case .letters: [.day(3)]
        // Whoever has the password can sign in on one device after the other; letters go to the owner as well.
        case .accountCodes: [.hour(20), .day(60)]
        case .letterRequests, .networkLetters: [.hour(20)]
        case .backchannel: [.hour(600)]
        case .enrollmentAlarm: [.hour(3)]
        }
    }

    /// What a spent budget is answered with.
    var refusal: ProblemCode {
        switch self {
        case .address, .recoveryCode, .registration, .enrollment, .page, .newDevices, .letterRequests, .networkLetters:
            .tooManyFromAddress
        case .letters: .tooManyLetters
        default: .tooManyAttempts
        }
    }

    /// Keeps the subjects of the kinds apart.
    var label: String { "\(self)" }
}

/// A limit on attempts in a length of time.
struct AttemptWindow: Sendable {
    /// Keeps the windows of one scope apart.
    let label: String
    /// How long the window lasts.
    let length: Milliseconds
    /// How many attempts it allows.
    let limit: Int64

    /// So many in a quarter of an hour.
    static func quarter(_ limit: Int64) -> AttemptWindow {
        AttemptWindow(label: "quarter", length: 15 * .minute, limit: limit)
    }

    /// So many in an hour.
    static func hour(_ limit: Int64) -> AttemptWindow {
        AttemptWindow(label: "hour", length: .hour, limit: limit)
    }

    /// So many in a day.
    static func day(_ limit: Int64) -> AttemptWindow {
        AttemptWindow(label: "day", length: .day, limit: limit)
    }

    /// When the window of a moment began.
    func start(at now: Milliseconds) -> Milliseconds {
        now / length * length
    }

    /// When the window of a moment ends.
    func end(at now: Milliseconds) -> Milliseconds {
        start(at: now) + length
    }
}
