import AccountAPI
import AccountServer
import DeviceCore
import Encodings
import Foundation
import HTTPExchange
import Hummingbird
import HummingbirdTesting
import Logging
import OPAQUE
import OneTimePassword
import Primitives
import SQLDatabase
import Sealed
import Synchronization
import TestSupport
import Testing
import Threads
import Vault

/// Everything that the story needs, in one process: an account service, a storage folder, and phones to lose.
///
/// The service is the real one behind a real socket of loopback; only its name, the clock and the price of key stretching
/// are the tests' own.
struct World: Sendable {
    let folder: URL
    let clock: TestClock
    /// The way to the service.
    let loopback: LoopbackTransport
    let relyingParty: String
    /// What the service has sent to contacts.
    let mailbox: Mailbox
    let organizations: Organizations
    let requests: SignInRequests
    private let database: SQLiteDatabase
    private let keys: ServerKeys
    /// Has the service delete what has expired.
    let keepHouse: @Sendable () async -> Void

    static let service = "https://accounts.example.org"
    static let username = "someone@example.org"
    static let password = "seven quiet green lamps"

    /// Runs a story in a world of its own, which is gone afterwards; with `records`, its service begins with a copy of
    /// them a little later.
    static func run(
        with records: ServiceRecords? = nil,
        _ story: @Sendable (World) async throws -> Void
    ) async throws {
        let folder = URL.temporaryDirectory.appending(path: "sparekey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "storage"),
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = TestClock()
        if let records { clock.advance(by: records.now.seconds - clock.now.seconds + 5) }
        let database: SQLiteDatabase
        if let records {
            database = try SQLiteDatabase(inMemoryCopyOf: records.database)
        } else {
            database = try await SQLiteDatabase.withSchema()
        }
        let keys = records?.keys ?? .generate()
        var configuration = ServiceConfiguration(dataFolder: folder.path)
        configuration.clock = { Date(clock.now) }
        let mailbox = Mailbox()
        configuration.messages = Messages(mail: mailbox, texts: mailbox)
        let log = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        configuration.log = log
        let service = try await AccountService(
            configuration: configuration,
            database: database,
            keys: keys
        )
        let (party, secret) = try await service.relyingParties.add(name: "A site")
        let credentials = Data("\(party.id):\(secret)".utf8).base64EncodedString()
        let application = Application(router: try service.router(), logger: log)
        try await application.test(.live) { server in
            try await story(
                World(
                    folder: folder,
                    clock: clock,
                    loopback: LoopbackTransport(port: try #require(server.port)),
                    relyingParty: "Basic \(credentials)",
                    mailbox: mailbox,
                    organizations: service.organizations,
                    requests: service.signInRequests,
                    database: database,
                    keys: keys,
                    keepHouse: { await service.keepHouse() }
                )
            )
        }
    }

    private init(
        folder: URL,
        clock: TestClock,
        loopback: LoopbackTransport,
        relyingParty: String,
        mailbox: Mailbox,
        organizations: Organizations,
        requests: SignInRequests,
        database: SQLiteDatabase,
        keys: ServerKeys,
        keepHouse: @escaping @Sendable () async -> Void
    ) {
        self.folder = folder
        self.clock = clock
        self.loopback = loopback
        self.relyingParty = relyingParty
        self.mailbox = mailbox
        self.organizations = organizations
        self.requests = requests
        self.database = database
        self.keys = keys
        self.keepHouse = keepHouse
    }

    /// What its service keeps now.
    var records: ServiceRecords { ServiceRecords(database: database, keys: keys, now: clock.now) }

    /// Lets the week pass in which a device settles that shows nothing more, with the service at work.
    func passWeek() async {
        for _ in 0..<7 * 24 {
            clock.advance(by: 3600)
            await keepHouse()
        }
        clock.advance(by: 1)
    }

    /// The user's own storage.
    var storage: String { "folder:" + folder.appending(path: "storage").path }

    /// A phone; `through` may change what the service says to it.
    func phone(_ name: String, through transport: (any AccountTransport)? = nil) -> Device {
        let home = VaultHome(directory: folder.appending(path: name).path)
        return Device(
            store: FolderVaultStore(home),
            transport: UnlockedTransport(transport ?? loopback, over: home),
            security: .test,
            now: { clock.now },
            askPassphrase: { throw Failure(.passphraseNeeded) }
        )
    }

    /// What happens to a phone that falls into the sea.
    func lose(_ name: String) throws {
        try FileManager.default.removeItem(at: folder.appending(path: name))
    }

    /// Asks the service, as a site would, whether a code is the user's.
    func accepts(_ code: String, of username: String = username) async throws -> Bool {
        let call = TransportCall(
            url: Self.service + VerifyCode.path,
            method: .post,
            authorization: relyingParty,
            body: Array(try JSONEncoder().encode(VerifyCode.Request(username: username, code: code)))
        )
        let answer = try await OwnThread.run { [loopback] in
            try loopback.send(call, until: NeverCancelled())
        }
        return try JSONDecoder().decode(VerifyCode.Response.self, from: Data(answer.body)).valid
    }

    /// The files of the storage, the oldest first.
    func snapshots() throws -> [URL] {
        let storage = folder.appending(path: "storage")
        let files = FileManager.default.enumerator(at: storage, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? [])
            .filter { !$0.hasDirectoryPath && !$0.lastPathComponent.hasPrefix(".") }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}

extension World {
    /// The owner of the account, who reads the mail.
    var person: ContactQuestions { mailbox.reader(of: "someone@mail.example") }
}

extension SecurityProfile {
    static let test = SecurityProfile(
        suite: { $0 == OPAQUESuite.standard.id ? free : nil },
        newSuite: free,
        passphraseCost: .standard
    )

    private static let free = OPAQUESuite(id: OPAQUESuite.standard.id, keyStretching: NoStretching())
}

/// A value that leaves a sendable closure.
final class Box<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) {
        stored = Mutex(value)
    }

    var value: Value {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
