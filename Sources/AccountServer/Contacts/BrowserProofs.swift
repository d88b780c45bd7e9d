import AccountAPI
import Encodings
import SQLDatabase

/// The rules of contact proofs in a browser: a code of eight digits, for ten minutes, five tries and the session that
/// asked for it; once it was typed, the contact counts as evidence there.
struct BrowserProofs: Sendable {
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Sends a code to a contact of the account, in the place of one that waits, and returns the masked address.
    func start(_ id: ContactID, for browser: WebSession, at host: String, language: String) async throws -> String {
        let now = service.now
        let codes = ContactCodes(service)
        let code = ContactCodes.new()
        let sealed = try codes.seal(code, row: Self.row(browser))
        // Apart from that of the apps: whoever has a browser only keeps nobody from a code there.
        let cost = AttemptBudget(.contactCodes, service.keys, browser.account.bytes + Array("browser".utf8))
        let address = try await service.database.write { transaction in
            let kept = try ContactStore(transaction: transaction).contacts(of: browser.account, now: now)
            guard let contact = kept.first(where: { $0.id == id && $0.isVerified }) else {
                throw Problem(.noSuchContact)
            }
            guard service.messages.carries(contact.kind) else { throw Problem(.contactUnavailable) }
            try Attempts(transaction, now: now).spendCode([cost])
            try BrowserProofStore(transaction: transaction)
                .insert(browser.id, by: id, code: sealed, expires: now + ContactCodes.lifetime)
            return try Contacts(service).address(of: contact)
        }
        let message = Message.browserCode(
            code,
            to: address.recipient,
            host: host,
            minutes: Int(ContactCodes.lifetime / .minute),
            language: language
        )
        try await codes.send(message, cost: [cost], at: now) { transaction in
            try BrowserProofStore(transaction: transaction).delete(browser.id)
        }
        return address.masked
    }

    /// Checks a code and, if it is right, notes that the contact was shown in this browser.
    func finish(_ code: String, for browser: WebSession) async throws {
        let codes = ContactCodes(service)
        let digits = try codes.digits(of: code)
        let now = service.now
        let outcome = try await service.database.write { transaction -> Result<Void, Problem> in
            let store = BrowserProofStore(transaction: transaction)
            let open = try store.spendTry(browser.id, limit: ContactCodes.tries, now: now)
            let result = try codes.check(digits, open?.spent, row: Self.row(browser))
            if case .success = result, let open {
                try store.delete(browser.id)
                let evidence = EvidenceStore(transaction: transaction)
                let holder = EvidenceHolder(browser: browser)
                try evidence.insert([open.contact], by: holder, now: now)
                try evidence.insert(.contact, by: holder, now: now)
            }
            return result
        }
        try outcome.get()
    }

    private static func row(_ browser: WebSession) -> String {
        "browser:\(browser.id)"
    }
}

extension Message {
    /// The message that carries a code for a page of the service.
    fileprivate static func browserCode(
        _ code: String,
        to recipient: Recipient,
        host: String,
        minutes: Int,
        language: String
    ) -> Message {
        let words = ServiceWords.preferred([language])
        let values = ["code": "\(code.prefix(4)) \(code.dropFirst(4))", "host": host, "minutes": String(minutes)]
        return Message(
            recipient: recipient,
            kind: .contactCode,
            subject: words.text("message.contactCode.subject"),
            text: words.text("message.browserProof.\(recipient.kind == .email ? "text" : "short")", values),
            language: words.language
        )
    }
}

/// The codes that wait to be typed in browsers, one a session.
struct BrowserProofStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new code in the place of one that waits.
    func insert(_ browser: String, by contact: ContactID, code: [UInt8], expires: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO browser_proof (browser, contact, code, tries, expires) VALUES ($1, $2, $3, 0, $4)
            ON CONFLICT (browser) DO UPDATE SET contact = $2, code = $3, tries = 0, expires = $4
            """,
            [.text(browser), contact.sql, .blob(code), .integer(expires)]
        )
    }

    /// Spends one try and returns the sealed code; nil if there is none, or it is too old or has no tries left.
    func spendTry(
        _ browser: String,
        limit: Int64,
        now: Milliseconds
    ) throws -> (contact: ContactID, spent: ContactCodes.Spent)? {
        try transaction.row(
            """
            UPDATE browser_proof SET tries = tries + 1 WHERE browser = $1 AND tries < $2 AND expires > $3
            RETURNING contact, code, tries
            """,
            [.text(browser), .integer(limit), .integer(now)]
        ).map { row in
            let spent = ContactCodes.Spent(code: try row.blob("code"), tries: try row.integer("tries"))
            return (try row.id("contact"), spent)
        }
    }

    /// Deletes the code that waits.
    func delete(_ browser: String) throws {
        try transaction.execute("DELETE FROM browser_proof WHERE browser = $1", [.text(browser)])
    }
}
