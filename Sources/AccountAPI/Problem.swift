/// The body of every failure: `application/problem+json` (RFC 9457).
package struct Problem: Codable, Sendable, Error {
    /// What went wrong, stable and dotted.
    package let code: ProblemCode
    /// One sentence in English; it names no user, code or label.
    package let title: String
    /// The HTTP status.
    package let status: Int
    /// Seconds until another try makes sense.
    package var retryAfter: Int?
    /// The last counter seen of the session, with ``ProblemCode/staleCounter``.
    package var counter: Int64?
    /// How many more tries there are, with ``ProblemCode/contactCodeRefused``.
    package var attemptsLeft: Int?
    /// What is still to be shown, with ``ProblemCode/evidenceNeeded``.
    package var evidence: EvidenceNeed?
    /// That a finished sign-in is refused by who has the account's record, with ``ProblemCode/noSuchDevice`` there.
    package var proof: Bytes?
    /// How the device that asks was removed, where the service still knows that and whom it tells.
    package var removal: DeviceRemoval?

    package init(
        code: ProblemCode,
        title: String,
        status: Int,
        retryAfter: Int? = nil,
        counter: Int64? = nil,
        attemptsLeft: Int? = nil,
        evidence: EvidenceNeed? = nil,
        proof: Bytes? = nil,
        removal: DeviceRemoval? = nil
    ) {
        self.code = code
        self.title = title
        self.status = status
        self.retryAfter = retryAfter
        self.counter = counter
        self.attemptsLeft = attemptsLeft
        self.evidence = evidence
        self.proof = proof
        self.removal = removal
    }

    /// RFC 9457 section 3.1.1: a URI that names the kind of problem.
    package var type: String { "urn:sparekey:problem:\(code.rawValue)" }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(code, forKey: .code)
        try container.encode(title, forKey: .title)
        try container.encode(status, forKey: .status)
        try container.encodeIfPresent(retryAfter, forKey: .retryAfter)
        try container.encodeIfPresent(counter, forKey: .counter)
        try container.encodeIfPresent(attemptsLeft, forKey: .attemptsLeft)
        try container.encodeIfPresent(evidence, forKey: .evidence)
        try container.encodeIfPresent(proof, forKey: .proof)
        try container.encodeIfPresent(removal, forKey: .removal)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        code = try container.decode(ProblemCode.self, forKey: .code)
        title = try container.decode(String.self, forKey: .title)
        status = try container.decode(Int.self, forKey: .status)
        // Times and tries that no service means would overflow where they are counted with.
        retryAfter = try container.decodeIfPresent(Int.self, forKey: .retryAfter)
            .map { min(max($0, 0), Self.longestWait) }
        counter = try container.decodeIfPresent(Int64.self, forKey: .counter)
        attemptsLeft = try container.decodeIfPresent(Int.self, forKey: .attemptsLeft).map { min(max($0, 0), 1000) }
        evidence = try container.decodeIfPresent(EvidenceNeed.self, forKey: .evidence)
        proof = try container.decodeIfPresent(Bytes.self, forKey: .proof)
        // A kind that only a newer version knows is no reason not to understand the refusal.
        removal = try? container.decodeIfPresent(DeviceRemoval.self, forKey: .removal)
    }

    /// A year, in seconds.
    private static let longestWait = 366 * 86_400

    private enum CodingKeys: String, CodingKey {
        case type, code, title, status, retryAfter, counter, attemptsLeft, evidence, proof, removal
    }
}

/// The kinds of problem that the service tells apart.
package enum ProblemCode: String, Codable, Sendable, CaseIterable {
    /// The request does not have the form that the endpoint asks for.
    case invalidRequest = "request.invalid"
    /// The body is larger than the service reads.
    case tooLarge = "request.too-large"
    /// No such path.
    case notFound = "request.not-found"
    /// The last message of the sign-in does not verify.
    case signInRefused = "signin.wrong-password"
    /// The attempts of the name or the device are spent; `retryAfter` says for how long.
    case tooManyAttempts = "signin.too-many-attempts"
    /// So much was changed in the account lately that no more can be kept for an older device to take back.
    case tooManyChanges = "account.too-many-changes"
    /// The attempts of the address are spent, whatever the account; `retryAfter` says for how long.
    case tooManyFromAddress = "address.too-many-attempts"
    /// Too many letters were sent to the contacts of the name; `retryAfter` says when the next one can be.
    case tooManyLetters = "letter.too-many"
    /// The code of a letter is wrong, too old, another name's, or its tries are spent.
    case letterRefused = "letter.refused"
    /// The sign-in or registration is unknown, finished, or too old.
    case expired = "signin.expired"
    /// The name is taken or not allowed.
    case nameTaken = "account.name-taken"
    /// The name is empty, too long, or holds control characters.
    case invalidName = "account.invalid-name"
    /// The suite is unknown or below the floor.
    case suiteRefused = "signin.suite-refused"
    /// The session is unknown, ended or expired, or the signature is wrong: sign in again.
    case sessionInvalid = "session.invalid"
    /// A recovery code has opened the session, which allows this only once a new password is set.
    case sessionLimited = "session.limited"
    /// The counter, or the time, of the request's signature was used before or is too far off: send it again with one
    /// above `counter`.
    case staleCounter = "session.stale-counter"
    /// A guarded act needs more than was shown; `evidence` says what.
    case evidenceNeeded = "account.evidence-needed"
    /// A younger device has removed this one; it can take the account back.
    case deviceSuspended = "device.suspended"
    /// The account cannot be deleted here while an older device could still take it back.
    case olderDevice = "account.older-device"
    /// The relying party is unknown or its secret wrong.
    case clientRefused = "client.refused"
    /// The account has no such device.
    case noSuchDevice = "device.not-found"
    /// The account has as many devices as it can have.
    case deviceLimit = "device.limit"
    /// The account has no such backup.
    case noSuchBackup = "backup.not-found"
    /// The account has a backup already.
    case backupExists = "backup.exists"
    /// Another device made a newer snapshot first.
    case headMoved = "backup.head-moved"
    /// The backup is deleted.
    case backupDeleted = "backup.deleted"
    /// The device's credential is unknown, not confirmed yet or revoked, or the signature is wrong or was used before.
    case deviceRefused = "device.refused"
    /// The signature does not show that the device holds the private half of the key.
    case credentialRefused = "device.credential-refused"
    /// No finished contact proof of this session comes with the request, or it was used before.
    case proofNeeded = "contact.proof-needed"
    /// The value is no e-mail address, or no phone number in international form.
    case invalidContact = "contact.invalid"
    /// The account has this contact already.
    case contactExists = "contact.exists"
    /// The account has as many contacts as it can have.
    case contactLimit = "contact.limit"
    /// The account has no such contact.
    case noSuchContact = "contact.not-found"
    /// The contact is the last one, and a device of the account answers sign-in requests.
    case lastContact = "contact.last"
    /// The service is not set up to send messages of this kind.
    case contactUnavailable = "contact.unavailable"
    /// The message could not be sent.
    case contactNotSent = "contact.not-sent"
    /// Too many codes were sent; `retryAfter` says when the next one can be.
    case tooManyContactCodes = "contact.too-many-codes"
    /// The code is wrong; `attemptsLeft` says how many more tries there are.
    case contactCodeRefused = "contact.wrong-code"
    /// The code was used, replaced by a newer one, tried too often, sent in another session, or is too old.
    case contactCodeExpired = "contact.code-expired"
    /// A work account has no password, no contacts and no backup: the session of a member may not do this.
    case workAccount = "account.work"
    /// No enrollment code of this service reads like this.
    case noSuchEnrollment = "enrollment.not-found"
    /// The time of the enrollment code is over, or a newer one has taken its place.
    case enrollmentExpired = "enrollment.expired"
    /// The enrollment code was used before, by this device or by someone else's.
    case enrollmentUsed = "enrollment.used"
    /// The account has no such sign-in request, or it is not for this device.
    case noSuchSignInRequest = "approval.not-found"
    /// The sign-in request has its answer already.
    case signInRequestAnswered = "approval.answered"
    /// The sign-in request has ended without an answer.
    case signInRequestExpired = "approval.expired"
    /// A request of this device was reported; `retryAfter` says when the next one can get through.
    case signInRequestReported = "approval.reported"
    /// The number is not the one that the sign-in shows; the request is closed.
    case numberMismatched = "approval.wrong-number"
    /// A bug in the service; its log has the request's identifier.
    case internalError = "service.internal"
}
