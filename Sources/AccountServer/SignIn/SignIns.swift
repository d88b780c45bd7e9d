import AccountAPI
import Encodings
import OPAQUE
import Primitives
import SQLDatabase

/// The rules of signing in: count first, answer every name alike, open one session for one valid KE3.
struct SignIns: Sendable {
    /// How long a sign-in waits for its second step.
    static let lifetime = Milliseconds.minute
    private let service: ServiceContext
    private let letters: Letters
    private let networks: KnownNetworks
    private let takingBack: TakingBack
    // One record for all unknown names, as RFC 9807 section 10.9 has it; its bytes are read again each time, because
    // those of a real record are.
    private let decoyRecord: [UInt8]

    /// Makes the rules over a service.
    init(_ service: ServiceContext, networks: KnownNetworks) {
        self.service = service
        self.networks = networks
        letters = Letters(service)
        takingBack = TakingBack(service)
        decoyRecord = service.opaque.fakeRecord().bytes
    }

    /// Spends one attempt and answers KE1; nothing in the answer tells whether the name has an account.
    func start(_ request: StartSignIn.Request, from address: ClientAddress) async throws -> StartSignIn.Response {
        let login = service.keys.login(try LoginName(request.username))
        guard let ke1 = try? KE1(bytes: request.ke1.bytes) else { throw Problem(.invalidRequest) }
        let kind = request.credential ?? .password
        guard StartSignIn.Request.secretsOfBefore.contains(request.takingBack ?? 0) else {
            throw Problem(.invalidRequest)
        }
        let decoy = StoredCredential(
            account: nil,
            id: CredentialID(
                bytes: service.keys.decoyCredential(login: login, kind: kind, takingBack: request.takingBack)
            ),
            suite: OPAQUESuite.standard.id,
            record: decoyRecord
        )
        let now = service.now
        // The attempt and the answer to it are one transaction: the answer leaves only after the attempt is on the disk.
        // A refusal is returned, not thrown: what a wrong letter has cost stays spent.
        let outcome = try await service.database.write { transaction -> Result<StartSignIn.Response, Problem> in
            let store = SignInStore(transaction: transaction)
            let present = try store.credential(login: login, kind: kind)
            let device = try knownDevice(request, login: login, transaction)
            let way: Way
            switch try self.way(request, login, present?.account, device, address, transaction) {
            case .success(let open): way = open
            case .failure(let problem): return .failure(problem)
            }
            let found =
                if let number = request.takingBack {
                    try takingBack.credential(number, kind, for: device, transaction)
                } else {
                    present
                }
            let credential = found ?? decoy
            let (ke2, state) = try service.opaque.generateKE2(
                ke1,
                record: try RegistrationRecord(bytes: credential.record),
                credentialIdentifier: credential.id.bytes,
                context: SessionKeys.context(suite: credential.suite)
            )
            let pending = PendingSignIn(
                account: credential.account,
                credential: credential.id,
                spent: now,
                budgets: way.budgets,
                letter: way.letter,
                device: device,
                isTakingBack: request.takingBack != nil,
                opaque: state
            )
            let id = SignInID.random()
            let sealed = try service.atRest.seal(pending.bytes, for: .signInState(row: id.rawValue))
            try store.insert(id, state: sealed, expires: now + Self.lifetime)
            return .success(
                StartSignIn.Response(
                    signIn: id,
                    ke2: Bytes(ke2.bytes),
                    suite: credential.suite,
                    attemptsLeft: way.left
                )
            )
        }
        return try outcome.get()
    }

    /// What lets an attempt through, and what it has spent there.
    private struct Way {
        var budgets: [AttemptBudget] = []
        var letter: LetterID?
        /// How many more attempts go the same way.
        let left: Int
    }

    /// Spends an attempt where no stranger can have spent the last one, if the sign-in comes that way.
    ///
    /// A recovery code cannot be guessed, so the name does not count its attempts.
    private func way(
        _ request: StartSignIn.Request,
        _ login: [UInt8],
        _ account: AccountID?,
        _ device: ServiceDeviceID?,
        _ address: ClientAddress,
        _ transaction: any SQLTransaction
    ) throws -> Result<Way, Problem> {
        let attempts = Attempts(transaction, now: service.now)
        func spend(_ budgets: [AttemptBudget]) throws -> Result<Way, Problem> {
            .success(Way(budgets: budgets, left: try attempts.spend(budgets)))
        }
        let keys = service.keys
        let isCode = request.credential == .recoveryCode
        if !isCode, let code = request.letter {
            guard let (letter, _) = try letters.letter(code, login: login, transaction) else {
                try attempts.spend(.address(.address, keys, address))
                return .failure(Problem(.letterRefused))
            }
            return .success(Way(letter: letter, left: try letters.spend(letter, transaction)))
        }
        if let device {
            let number = request.takingBack
            return try spend([
                isCode ? .deviceRecoveryCode(keys, device, before: number) : .device(keys, device, before: number)
            ])
        }
        // What no device has proved gets a decoy whatever is typed: there is nothing to guess, and nobody's tries to spend.
        if request.takingBack != nil { return try spend([.address(.address, keys, address)]) }
        if isCode { return try spend([.address(.recoveryCode, keys, address)]) }
        let isKnown = try networks.contains(address, of: account, transaction)
        let here = [AttemptBudget.network(keys, login: login, address), .address(.address, keys, address)]
        return try spend(isKnown ? here : here + [.account(keys, login: login)])
    }

    /// Checks KE3 and opens a session; the sign-in is over whether it verifies or not.
    func finish(_ request: FinishSignIn.Request, from address: ClientAddress) async throws -> FinishSignIn.Response {
        guard let ke3 = try? KE3(bytes: request.ke3.bytes) else { throw Problem(.invalidRequest) }
        let now = service.now
        // A refusal is returned, not thrown: what was taken and given back stays so.
        let outcome = try await service.database.write { transaction -> Result<FinishSignIn.Response, Problem> in
            let store = SignInStore(transaction: transaction)
            guard let sealed = try store.take(request.signIn, now: now) else { return .failure(Problem(.expired)) }
            let place = SealedPlace.signInState(row: request.signIn.rawValue)
            let pending = try PendingSignIn(bytes: service.atRest.open(sealed, from: place))
            guard let sessionKey = try? service.opaque.finish(pending.opaque, ke3: ke3),
                let account = pending.account,
                let kind = try pending.isTakingBack
                    ? takingBack.kind(of: pending.credential, for: pending.device, transaction)
                    : store.kind(of: pending.credential, account: account)
            else { return .failure(Problem(.signInRefused)) }
            try Attempts(transaction, now: now)
                .giveBack(pending.budgets, pending.letter, spentAt: pending.spent)
            guard isProven(request.device, pending) else {
                return .failure(try refusal(of: request, account, sessionKey, transaction))
            }
            let key = sessionKey
            if pending.isTakingBack {
                return try takingBack.open(request.device, account, pending.credential, kind, key, transaction)
            }
            let isBare = kind == .password && pending.letter == nil
            let budget = isBare ? AttemptBudget.newDevices(service.keys, account, address) : nil
            let signedIn = try open(request.device, account, pending.credential, kind, key, budget, transaction)
            guard case .success(let response) = signedIn else { return signedIn }
            // Of what is refused nobody is told, so that it changes nothing: ten networks would push the owner's out.
            try KnownNetworks.note(address, of: account, service, transaction)
            if let letter = pending.letter { try show(letter, in: response, transaction) }
            return signedIn
        }
        return try outcome.get()
    }

    /// The device that the request proves to come from, if any.
    private func knownDevice(
        _ request: StartSignIn.Request,
        login: [UInt8],
        _ transaction: any SQLTransaction
    ) throws -> ServiceDeviceID? {
        guard let known = request.knownDevice,
            let device = try DeviceStore(transaction: transaction).device(known.device, login: login)
        else { return nil }
        let secret = try service.atRest.open(device.secret, from: .deviceSecret(row: device.id.rawValue))
        let proof = SessionKeys.deviceProof(secret: secret, ke1: request.ke1.bytes)
        guard constantTimeEqual(proof, known.proof.bytes) else { return nil }
        return device.id
    }

    /// Whether the sign-in comes from the device that it names: without the device's own secret, the password alone would
    /// act for a device that answers sign-in requests.
    private func isProven(_ signing: SigningDevice?, _ pending: PendingSignIn) -> Bool {
        guard case .known(let id) = signing else { return true }
        return pending.device == id
    }

    /// The refusal of a device that the sign-in was not shown to come from.
    ///
    /// The device is to give its own secret up where the account has no such device. So that is said with a proof, and of
    /// no device that is there: someone on the way may have taken away what it showed.
    private func refusal(
        of request: FinishSignIn.Request,
        _ account: AccountID,
        _ sessionKey: SecretBytes,
        _ transaction: any SQLTransaction
    ) throws -> Problem {
        var problem = Problem(.noSuchDevice)
        guard case .known(let id) = request.device,
            try DeviceStore(transaction: transaction).anyDevice(id)?.account != account
        else { return problem }
        problem.proof = Bytes(
            SessionKeys.unknownDeviceProof(sessionKey: sessionKey, signIn: request.signIn, device: id)
        )
        problem.removal = try Removals(service).told(id, of: account, transaction)
        return problem
    }

    private func open(
        _ signing: SigningDevice?,
        _ account: AccountID,
        _ credential: CredentialID,
        _ kind: CredentialKind,
        _ sessionKey: SecretBytes,
        _ budget: AttemptBudget?,
        _ transaction: any SQLTransaction
    ) throws -> Result<FinishSignIn.Response, Problem> {
        let device: ServiceDeviceID?
        let devices = Devices(service)
        switch try devices.admit(
            signing,
            to: account,
            with: kind,
            sessionKey: sessionKey,
            counting: budget,
            transaction
        ) {
        case .success(let admitted): device = admitted
        case .failure(let problem): return .failure(problem)
        }
        let requestKey = SessionKeys.requestKey(sessionKey: sessionKey)
        let session = try Sessions(service).open(
            account,
            device: device,
            credential: credential,
            kind: kind,
            requestKey: requestKey,
            transaction
        )
        try Evidence(service).signedIn(with: kind, device, in: session, of: account, transaction)
        return .success(
            FinishSignIn.Response(
                session: session,
                account: account,
                credential: credential,
                device: device,
                time: service.now
            )
        )
    }

    /// Counts a contact as shown: a letter goes to the contacts alone.
    ///
    /// Unlike a code that a device asks for, no other device can keep it away. Once one of the contacts that have it was
    /// removed, it shows nothing: who reads that mailbox still has the code.
    private func show(
        _ letter: LetterID,
        in opened: FinishSignIn.Response,
        _ transaction: any SQLTransaction
    ) throws {
        let holder = EvidenceHolder(device: opened.device, session: opened.session, account: opened.account)
        let (contacts, isKnown) = try LetterStore(transaction: transaction).contacts(of: letter)
        let present = try ContactStore(transaction: transaction).contacts(of: opened.account, now: service.now)
        guard contacts.isSubset(of: present.filter(\.isVerified).map(\.id)) else { return }
        let evidence = EvidenceStore(transaction: transaction)
        if !isKnown { try evidence.insertUnknownContact(by: holder, now: service.now) }
        if !contacts.isEmpty { try evidence.insert(contacts, by: holder, now: service.now) }
        try Evidence(service).show(.contact, by: holder, opened.device, transaction)
    }
}
