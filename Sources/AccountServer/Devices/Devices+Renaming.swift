import AccountAPI
import Encodings
import SQLDatabase

extension Devices {
    /// Gives the device of a session another name; nobody names another's device, or calls itself what another is called.
    func rename(to name: String, for session: Session) async throws {
        guard let device = session.device else { throw Problem(.noSuchDevice) }
        guard let name = Self.acceptable(name) else { throw Problem(.invalidRequest) }
        try await service.database.write { transaction in
            try Sessions.present(session, transaction)
            let name = try free(name, in: session.account, for: device, transaction)
            let sealed = try service.atRest.seal(Array(name.utf8), for: .deviceName(row: device.rawValue))
            try DeviceStore(transaction: transaction).rename(device, to: sealed)
        }
    }
}
