import AccountAPI
import Crypto
import Foundation
import OneTimePassword
import SQLDatabase
import Sodium

/// The rules of verification codes: one step of one device is good once.
struct Codes: Sendable {
    private static let period = 30
    private let service: ServiceContext
    // A name without a device costs what a name with one costs.
    private let decoySecret: [UInt8]

    /// Makes the rules over a service.
    init(_ service: ServiceContext) throws {
        self.service = service
        decoySecret = try service.atRest.seal(SymmetricKey(size: .init(bitCount: 160)), for: .deviceSecret(row: ""))
    }

    /// Whether a code is that of a device of the account, now or one step away, and was not used before.
    func verify(_ request: VerifyCode.Request) async throws -> VerifyCode.Response {
        // Nobody can have a name that is not allowed.
        guard let name = try? LoginName(request.username) else { return VerifyCode.Response(valid: false) }
        let login = service.keys.login(name)
        let code = Array(request.code.utf8).filter { $0 != 0x20 }
        let budget = AttemptBudget.code(service.keys, login: login)
        let date = service.clock()
        let isValid = try await service.database.write { transaction in
            let attempts = Attempts(transaction, now: date.milliseconds)
            try attempts.spend(budget)
            let store = DeviceStore(transaction: transaction)
            let digits = (try AccountStore(transaction: transaction).kind(login: login) ?? .personal).digits
            let steps = Self.steps(at: date)
            var candidates = try store.devices(login: login).map { ($0.id.rawValue, $0.secret) }
            if candidates.isEmpty {
                candidates = [("", decoySecret)]
            }
            for (device, sealed) in candidates {
                let secret = try service.atRest.open(sealed, from: .deviceSecret(row: device))
                guard let step = Self.match(code, SymmetricKey(data: secret), digits, steps),
                    let device = ServiceDeviceID(device), try store.advance(device, step: Int64(step))
                else { continue }
                try store.use(device, at: date.milliseconds)
                try attempts.giveBack(budget, spentAt: date.milliseconds)
                return true
            }
            return false
        }
        return VerifyCode.Response(valid: isValid)
    }

    /// The present step and its neighbours.
    private static func steps(at date: Date) -> [UInt64] {
        let present = TOTP.counter(at: date, period: period)
        return [present, present - min(present, 1), present + 1]
    }

    /// The step that a code belongs to; computes and compares all of them.
    private static func match(
        _ code: [UInt8],
        _ secret: SymmetricKey,
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
