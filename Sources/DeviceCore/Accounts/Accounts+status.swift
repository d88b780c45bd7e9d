import AccountAPI
import Encodings
import Vault

extension Accounts {
    /// What the service says of a personal account; without a name, of the recovery account.
    @available(*, noasync)
    package func status(of name: String?) throws -> AccountStatus {
        try withSession(of: name) { client, session in
            let answer = try client.call(ReadAccount.self, Nothing(), in: session)
            let contents = try device.vault().contents()
            let id = contents.deviceBound.sessions.first { $0.value.id == session.id }?.key.rawValue
            return AccountStatus(answer, contents.listing.first { $0.id == id })
        }
    }
}
