import AccountAPI

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

    /// Keeps the subjects of the kinds apart: it stands in the names of counters that are stored, so that a case which was
    /// released keeps its name.
    var label: String { "\(self)" }
}
