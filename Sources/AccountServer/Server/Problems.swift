import AccountAPI

extension Problem {
    /// Describes a failure with the title and status of its kind.
    init(
        _ code: ProblemCode,
        retryAfter: Int? = nil,
        counter: Int64? = nil,
        attemptsLeft: Int? = nil,
        evidence: EvidenceNeed? = nil,
        removal: DeviceRemoval? = nil
    ) {
        let (status, title) = code.response
        self.init(
            code: code,
            title: title,
            status: status,
            retryAfter: retryAfter,
            counter: counter,
            attemptsLeft: attemptsLeft,
            evidence: evidence,
            removal: removal
        )
    }
}

extension ProblemCode {
    /// The HTTP status and the sentence of this kind of problem.
    fileprivate var response: (status: Int, title: String) {
        switch self {
        case .invalidRequest: (400, "The request does not have the form that this address asks for.")
        case .tooLarge: (413, "The body of the request is too large.")
        case .notFound: (404, "There is nothing at this address.")
        case .signInRefused: (403, "The sign-in was refused.")
        case .tooManyAttempts: (429, "There were too many attempts; try again later.")
        case .tooManyChanges: (429, "The account was changed too often; an older device can take it back.")
        case .tooManyFromAddress: (429, "There were too many attempts from this address; try again later.")
        case .tooManyLetters: (429, "Too many letters were sent for this name; try again later.")
        case .letterRefused: (403, "The code of the letter is wrong, too old or used up.")
        case .expired: (410, "This sign-in or registration is unknown, finished or too old; start again.")
        case .nameTaken: (409, "This user name is taken.")
        case .invalidName: (400, "A user name has 1 to 128 characters and no control characters.")
        case .suiteRefused: (400, "The service does not accept this OPAQUE suite.")
        case .sessionInvalid: (401, "The session is unknown or has ended, or the request is not signed for it.")
        case .sessionLimited: (403, "A recovery code has opened this session: set a new password first.")
        case .staleCounter: (409, "The counter or time of the request was used before, or is too far off.")
        case .evidenceNeeded: (403, "This needs the password or the recovery code, and one more proof.")
        case .deviceSuspended: (403, "A younger device has removed this one; it can take the account back.")
        case .olderDevice: (403, "An older device of the account could still take it back.")
        case .clientRefused: (401, "The client is unknown or its secret is wrong.")
        case .noSuchDevice: (404, "The account has no such device.")
        case .deviceLimit: (409, "The account has as many devices as it can have; revoke one first.")
        case .noSuchBackup: (404, "The account has no such backup.")
        case .backupExists: (409, "The account has a backup already.")
        case .headMoved: (409, "Another device was first: the head is not where this request expects it.")
        case .backupDeleted: (410, "The backup is deleted.")
        case .deviceRefused: (401, "The device's credential is unknown, or its signature is wrong or used.")
        case .credentialRefused: (400, "The signature does not belong to the key.")
        case .proofNeeded: (403, "A code that was sent to a contact of the account must be typed first.")
        case .invalidContact: (400, "This is no e-mail address, or no phone number in international form.")
        case .contactExists: (409, "The account has this contact already.")
        case .contactLimit: (409, "The account has as many contacts as it can have; remove one first.")
        case .noSuchContact: (404, "The account has no such contact.")
        case .lastContact: (409, "The last contact stays while a device of the account answers sign-in requests.")
        case .contactUnavailable: (503, "This service is not set up to send messages of this kind.")
        case .contactNotSent: (502, "The message could not be sent; try again later.")
        case .tooManyContactCodes: (429, "Too many codes were sent; try again later.")
        case .contactCodeRefused: (403, "The code is wrong.")
        case .contactCodeExpired: (410, "The code is used, replaced or too old; ask for a new one.")
        case .workAccount: (403, "A work account has no password, no contacts and no backup.")
        case .noSuchEnrollment: (404, "There is no such enrollment code.")
        case .enrollmentExpired: (410, "The enrollment code is too old, or a newer one has taken its place.")
        case .enrollmentUsed: (409, "The enrollment code was used before.")
        case .noSuchSignInRequest: (404, "There is no such sign-in request for this device.")
        case .signInRequestAnswered: (409, "This sign-in request has its answer already.")
        case .signInRequestExpired: (410, "The time to answer this sign-in request is over.")
        case .signInRequestReported: (429, "A request of this device was reported; try again later.")
        case .numberMismatched: (403, "The number is not the one that the sign-in shows; the request is closed.")
        case .internalError: (500, "The service failed; its log has the identifier of this request.")
        }
    }
}
