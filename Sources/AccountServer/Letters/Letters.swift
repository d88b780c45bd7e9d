import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// The rules of letters: anyone may have one sent to the contacts of a name; its code opens five tries for a day.
struct Letters: Sendable {
    /// How long the code of a letter is accepted.
    static let lifetime = Milliseconds.day
    /// How many tries a letter opens.
    static let tries: Int64 = 5
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Has a letter sent; the same is done, kept and answered for every name, and nobody waits for the sending.
    ///
    /// The letters of a name stand beside each other: whoever asks for one ends none. It is in the language of whoever
    /// asks, which changes no other message.
    func request(
        _ username: String,
        language: String?,
        from address: ClientAddress,
        knowing networks: KnownNetworks
    ) async throws -> RequestLetter.Response {
        guard ContactKind.allCases.contains(where: service.messages.carries) else { throw Problem(.contactUnavailable) }
        let login = service.keys.login(try LoginName(username))
        let language = language.map { ServiceWords.preferred([$0]).language }
        let now = service.now
        let id = LetterID.random()
        let code = LetterCode(random: randomBytes(count: LetterCode.length))
        let sealed = try service.atRest.seal(Array(code.grouped.utf8), for: .letterCode(row: id.rawValue))
        let hash = hash(code, login)
        let expires = now + Self.lifetime
        try await service.database.write { transaction in
            let store = LetterStore(transaction: transaction)
            let account = try store.account(login: login)
            // Where the name was used lately, a neighbour who asks for others' letters spends nothing of its own.
            let isKnown = try networks.contains(address, of: account, transaction)
            let here = AttemptBudget.networkLetters(service.keys, login: login, address)
            try Attempts(transaction, now: now).spend(
                (isKnown ? [here] : [here, .address(.letterRequests, service.keys, address)])
                    + [AttemptBudget(.letters, service.keys, login)]
            )
            try store.insert(
                id,
                for: account,
                hash: hash,
                code: sealed,
                language: language,
                now: now,
                expires: expires
            )
        }
        return RequestLetter.Response(expires: expires, tries: Int(Self.tries))
    }

    /// The letter of a name whose code was typed, and how many tries it has left; nil if the code is not right.
    func letter(
        _ typed: String,
        login: [UInt8],
        _ transaction: any SQLTransaction
    ) throws -> (id: LetterID, left: Int)? {
        guard let code = LetterCode(typed: typed) else { return nil }
        return try LetterStore(transaction: transaction)
            .letter(hash: hash(code, login), limit: Self.tries, now: service.now)
    }

    /// Spends a try of a letter and returns how many are left.
    ///
    /// Throws ``ProblemCode/letterRefused`` where it has none.
    @discardableResult
    func spend(_ letter: LetterID, _ transaction: any SQLTransaction) throws -> Int {
        let left = try LetterStore(transaction: transaction).spend(letter, limit: Self.tries, now: service.now)
        guard let left else { throw Problem(.letterRefused) }
        return left
    }

    /// Keyed, and bound to the name: a copy of the database tests no code.
    private func hash(_ code: LetterCode, _ login: [UInt8]) -> [UInt8] {
        service.keys.attemptScope("letter-code", login + Array(code.plain.utf8))
    }
}

extension EndpointRoutes {
    /// Serves letters.
    func addLetters(_ letters: Letters, _ networks: KnownNetworks) {
        open(RequestLetter.self) { request, address in
            try await letters.request(
                request.username,
                language: request.language,
                from: address,
                knowing: networks
            )
        }
    }
}
