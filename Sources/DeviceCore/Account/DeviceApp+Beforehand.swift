import AccountAPI
import Foundation
import OutsideText
import Vault

extension DeviceApp {
    /// Throws where an account cannot be created, as far as that shows before a password is chosen: its name is none, it
    /// is here already, or the service does not answer.
    package func refuseNewAccount(named username: String, at service: ServiceAddress) async throws {
        try Self.refuseUsername(username)
        if UnlockedVault.exists(at: home) {
            let account = PersonalAccount(service: service.text, username: username)
            guard try await vault().contents().personalEntry(of: account) == nil else { throw Failure(.accountPresent) }
        }
        try await refuseSilence(of: service)
    }

    /// Throws where an account service does not answer, before anything is typed for it.
    package func refuseSilence(of service: ServiceAddress) async throws {
        _ = try await client(of: service).call(ReadTime.self, Nothing())
    }

    /// Throws where a text can be no user name: the service would refuse it, or it has a blank, which is mistaken easily.
    static func refuseUsername(_ username: String) throws {
        let name = username.precomposedStringWithCompatibilityMapping.lowercased().trimmed()
        guard (1...128).contains(name.unicodeScalars.count), UserNameRule.isAcceptable(name),
            !name.unicodeScalars.contains(where: \.properties.isWhitespace)
        else {
            throw Failure(.invalidUsername)
        }
    }

    /// The failure that a password is not that of an account here: nobody has typed its name, and the recovery code helps
    /// where there is one.
    func notThePassword(of account: PersonalAccount, _ entry: EntryID, attemptsLeft: Int) async -> Failure {
        let status = try? await askingNobody.accountStatus(of: entry.rawValue)
        let hasCode = status.map { $0.recoveryCode != .none } ?? false
        let values = ["left": String(max(attemptsLeft, 0)), "username": account.username]
        return Failure(.wrongPassword, values).in(hasCode ? .codeOnPaper : .accountHere)
    }
}
