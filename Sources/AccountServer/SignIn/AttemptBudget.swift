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
    static func enrollmentAlarm(_ keys: ServerKeys, _ enrollment: EnrollmentID) -> AttemptBudget {
        AttemptBudget(.enrollmentAlarm, keys, Array(enrollment.rawValue.utf8))
    }
}
