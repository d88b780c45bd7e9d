import AccountAPI
import DeviceCore
import Foundation

/// The answer about the backup, with every field open to lies.
struct Fields: Codable {
    struct Backup: Codable {
        var id: String
        var epoch: UInt32
        var wrappedKey: Data
        var head: Head
    }

    struct Head: Codable {
        var generation: UInt64
        var hash: Data
        var epoch: UInt32
        var mac: Data
    }

    var backup: Backup
}

extension LyingTransport {
    /// A service that is honest but for what it says of the backup.
    init(_ world: World, aboutBackup lie: @escaping @Sendable (inout Fields) -> Void) {
        self.init(honest: world.loopback) { path, answer in
            guard path == ReadBackup.path, answer.status == 200 else { return answer }
            var fields = try JSONDecoder().decode(Fields.self, from: Data(answer.body))
            lie(&fields)
            return TransportAnswer(status: answer.status, body: Array(try JSONEncoder().encode(fields)))
        }
    }
}

extension World {
    /// What the service says of the backup now to a device that is signed in.
    func truth(to phone: String) async throws -> Fields {
        let seen = Box<Fields?>(nil)
        let spy = LyingTransport(self) { seen.value = $0 }
        _ = try await self.phone(phone, through: spy) { try $0.backups.verify() }
        guard let fields = seen.value else { throw CancellationError() }
        return fields
    }

    /// How a recovery fails on a new phone to which the service lies about the backup; nil where it succeeds.
    func recovering(_ lie: @escaping @Sendable (inout Fields) -> Void) async throws -> Failure? {
        let transport = LyingTransport(self, aboutBackup: lie)
        do {
            try await phone("new-\(UUID().uuidString)", through: transport) { try $0.recover(from: storage) }
            return nil
        } catch {
            return Failure(explaining: error)
        }
    }
}
