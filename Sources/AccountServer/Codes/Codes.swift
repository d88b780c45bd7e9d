import AccountAPI
import Encodings
import Foundation
import OneTimePassword
import Primitives
import SQLDatabase

/// The rules of verification codes: one step of one device is good once.
struct Codes: Sendable {
    private static let period = 30
    private let service: ServiceContext
    // A name without a device costs what a name with one costs.
    private let decoySecret: [UInt8]

    /// Makes the rules over a service.
    init(_ service: ServiceContext) throws {
        self.service = service
        decoySecret = try service.atRest.seal(SecretBytes.random(count: 20), for: .deviceSecret(row: ""))
    }

    /// Whether a code is that of a device of the account, now or one step away, and was not used before.
    func verify(_ request: VerifyCode.Request) async throws -> VerifyCode.Response {
        // Nobody can have a name that is not allowed.
        guard let name = try? LoginName(request.username) else { return VerifyCode.Response(valid: false) }
        let budgets = [AttemptBudget.code(service.keys, login: service.keys.login(name))]
        return VerifyCode.Response(valid: try await use(request.code, of: name, budgets) != nil)
    }

    /// How someone comes to type a code alone, which says what a wrong one counts against.
    enum Way: Sendable {
        /// From anywhere.
        case stranger(ClientAddress)
        /// In a browser that has signed in with the name before.
        case knownBrowser(String)
        /// With the code of a letter.
        case letter(LetterID)
    }

    /// Who signs in with a code alone; nil if it is wrong.
    ///
    /// No other secret stands before it, so wrong ones are bounded by the day, and by the address they come from.
    func signIn(_ name: LoginName, code: String, _ way: Way) async throws -> SignedIn? {
        let login = service.keys.login(name)
        var budgets: [AttemptBudget] = []
        var letter: LetterID?
        switch way {
        case .stranger(let address):
            budgets = [.address(.page, service.keys, address), .webCode(service.keys, login: login)]
        case .knownBrowser(let id): budgets = [AttemptBudget(.browserCode, service.keys, login + Array(id.utf8))]
        case .letter(let id): letter = id
        }
        guard let device = try await use(code, of: name, budgets, letter) else { return nil }
        return SignedIn(account: device.account, device: device.id, username: name.text, level: .code)
    }

    /// Spends an attempt and then uses a code up; the attempt is given back if it was right.
    private func use(
        _ code: String,
        of name: LoginName,
        _ budgets: [AttemptBudget],
        _ letter: LetterID? = nil
    ) async throws -> StoredDevice? {
        let login = service.keys.login(name)
        let code = Array(code.utf8).filter { $0 != 0x20 }
        let date = service.clock()
        return try await service.database.write { transaction in
            let attempts = Attempts(transaction, now: date.milliseconds)
            for budget in budgets {
                try attempts.spend(budget)
            }
            if let letter {
                try Letters(service).spend(letter, transaction)
            }
            let store = DeviceStore(transaction: transaction)
            let digits = (try AccountStore(transaction: transaction).kind(login: login) ?? .personal).digits
            let steps = Self.steps(at: date)
            let devices = try store.devices(login: login)
            if devices.isEmpty {
                let secret = try service.atRest.open(decoySecret, from: .deviceSecret(row: ""))
                _ = Self.match(code, secret, digits, steps)
            }
            for device in devices {
                let secret = try service.atRest.open(device.secret, from: .deviceSecret(row: device.id.rawValue))
                guard let step = Self.match(code, secret, digits, steps) else { continue }
                // A right code of a device that has still to settle is refused, and costs no try.
                let counts = try Settling(service).codesCountFrom(device, transaction) == nil
                if counts {
                    guard try store.advance(device.id, step: Int64(step)) else { continue }
                    try store.use(device.id, at: date.milliseconds)
                }
                try attempts.giveBack(budgets, letter, spentAt: date.milliseconds)
                return counts ? device : nil
            }
            return nil
        }
    }

    /// The present step and its neighbours.
    private static func steps(at date: Date) -> [UInt64] {
        let present = TOTP.counter(at: Instant(milliseconds: date.milliseconds), period: period)
        return [present, present - min(present, 1), present + 1]
    }

    /// The step that a code belongs to; computes and compares all of them.
    private static func match(
        _ code: [UInt8],
        _ secret: SecretBytes,
        _ digits: Int,
        _ steps: [UInt64]
    ) -> UInt64? {
        var match: UInt64?
        for step in steps {
            let right = HOTP.code(secret: secret, counter: step, digits: digits, algorithm: .sha1)
            let isEqual = constantTimeEqual(Array(right.utf8), code)
            match = isEqual ? step : match
        }
        return match
    }
}
