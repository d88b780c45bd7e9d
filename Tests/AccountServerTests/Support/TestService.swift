import AccountAPI
import AccountServer
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import OPAQUE
import Primitives
import QRCode
import SQLDatabase
import Synchronization

/// A service in this process, with a clock that the test moves and a database that the test may look into.
struct TestService: Sendable {
    static let publicURL = "https://accounts.example.org"
    /// RSA keys take their time to make.
    private static let signingKeys = try? SigningKeys.generate()

    let clock = ServiceClock()
    let database: any SQLEngine
    /// What the service has sent to contacts.
    let sent = RecordingSender()
    let service: AccountService

    init(
        database: (any SQLEngine)? = nil,
        keys: ServerKeys = .generate(),
        messages: Messages? = nil,
        configuration: ServiceConfiguration? = nil,
        log: Logger? = nil,
        qrCodes: QRCodeWriter = QRCodeWriter()
    ) async throws {
        self.database = if let database { database } else { try await SQLiteDatabase.withSchema() }
        var standard = ServiceConfiguration(dataFolder: "")
        standard.isBehindProxy = true
        standard.publicURL = PublicURL(Self.publicURL)
        var configuration = configuration ?? standard
        configuration.qrCodes = qrCodes
        configuration.clock = { [clock] in clock.now }
        configuration.messages = messages ?? Messages(mail: sent, texts: sent)
        configuration.log = log ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        service = try await AccountService(
            configuration: configuration,
            database: self.database,
            keys: keys,
            signingKeys: SigningKeyStore(Self.signingKeys)
        )
    }

    /// Runs a test against the router.
    func run(_ test: @escaping @Sendable (TestClient) async throws -> Void) async throws {
        try await service.application().test(.router) { http in
            try await test(TestClient(http: http))
        }
    }

    /// Lets days pass by the hour, in which the service keeps house as one that runs does.
    func pass(days: Int) async {
        for _ in 0..<days * 24 {
            clock.advance(3600)
            await service.keepHouse()
        }
    }

    /// The number of rows of a table.
    func count(_ table: String) async throws -> Int64 {
        try await database.read { try $0.row("SELECT count(*) AS count FROM \(table)")?.integer("count") ?? -1 }
    }
}

/// A clock that stands still until it is moved.
final class ServiceClock: Sendable {
    private let moment = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { moment.withLock { $0 } }

    func advance(_ seconds: TimeInterval) {
        moment.withLock { $0 += seconds }
    }
}
