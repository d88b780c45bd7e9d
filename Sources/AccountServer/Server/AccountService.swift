// AccountServer is the account service: accounts, sign-ins, devices, codes and the keys of backups, served over HTTP.
// It never sees a password, a backup or the storage that holds one, and shares AccountAPI and OPAQUE with the device.
import AccountAPI
import Logging
import OPAQUE
import Primitives
package import SQLDatabase

/// The account service: its rules over one database and one set of keys, and the router that serves them.
package struct AccountService: Sendable {
    let configuration: ServiceConfiguration
    let service: ServiceContext
    let housekeeping: Housekeeping
    let signingKeys: SigningKeyStore
    let address: PublicAddress

    /// Opens the service in the configured folder; one that is not complete there is never made so.
    ///
    /// Whoever opens it closes it.
    package init(configuration: ServiceConfiguration) async throws {
        let folder = DataFolder(path: configuration.dataFolder)
        try folder.requireService()
        try await self.init(configuration: configuration, folder: folder, isNew: false)
    }

    /// Makes a service in the configured folder, where there is nothing of one; the caller holds the folder's lock.
    package static func found(configuration: ServiceConfiguration) async throws -> AccountService {
        let folder = DataFolder(path: configuration.dataFolder)
        try folder.found()
        return try await AccountService(configuration: configuration, folder: folder, isNew: true)
    }

    private init(configuration: ServiceConfiguration, folder: DataFolder, isNew: Bool) async throws {
        let keys = try folder.keysFile.read()
        let database = try folder.openDatabase()
        do {
            if !isNew { try await Self.check(database, belongsTo: keys) }
            try await self.init(
                configuration: configuration,
                database: database,
                keys: keys,
                signingKeys: SigningKeyStore(file: folder.signingKeysFile)
            )
        } catch {
            try? await database.close()
            throw error
        }
    }

    /// Runs over a database and keys that the caller holds.
    package init(
        configuration: ServiceConfiguration,
        database: any SQLEngine,
        keys: ServerKeys,
        signingKeys: SigningKeyStore = SigningKeyStore()
    ) async throws {
        try await database.migrate(Schema.migrations)
        try await Self.bind(database, to: keys)
        self.configuration = configuration
        self.signingKeys = signingKeys
        address = PublicAddress(configuration.publicURL)
        let atRest = AtRest(key: keys.atRest)
        let clock = configuration.clock
        service = ServiceContext(
            database: database,
            keys: keys,
            atRest: atRest,
            opaque: OPAQUEServer(keys: keys.opaque),
            acceptedSuites: configuration.acceptedSuites,
            messages: configuration.messages,
            live: LiveFeed(database: database, atRest: atRest) { clock().milliseconds },
            clock: clock,
            log: configuration.log
        )
        housekeeping = Housekeeping(service, log: configuration.log)
        try await RelyingParties(service).sealNames()
    }

    /// The relying parties, for the administrator.
    package var relyingParties: RelyingParties { RelyingParties(service) }

    /// The sign-in requests.
    package var signInRequests: SignInRequests { SignInRequests(service) }
    /// The organisations, for the console and for administrators.
    package var organizations: Organizations { Organizations(service) }

    /// How many devices wait for sign-in requests at this node.
    package var connectedDevices: Int { service.live.listenerCount }

    /// Sends what contacts are to be told now, and returns how much that was; ``run(onListening:)`` does it regularly.
    @discardableResult
    package func sendNotices() async throws -> Int {
        try await everyBatch(deliveries.sendDue)
    }

    /// Sends the letters that were asked for, and returns how many; ``run(onListening:)`` does it regularly.
    @discardableResult
    package func sendLetters() async throws -> Int {
        try await everyBatch(LetterDeliveries(service).sendDue)
    }

    /// Sends the last messages to contacts that were removed; ``run(onListening:)`` does it regularly.
    @discardableResult
    package func sendFarewells() async throws -> Int {
        try await everyBatch(Farewells(service).sendDue)
    }

    /// One batch takes the longest waiting only, and any of those that wait as long: nobody knows who is in it.
    private func everyBatch(_ sendDue: () async throws -> Int) async throws -> Int {
        var total = 0
        while true {
            let sent = try await sendDue()
            guard sent > 0 else { return total }
            total += sent
        }
    }

    /// Deletes what has expired and tells of new devices again; ``run(onListening:)`` does it regularly.
    package func keepHouse() async {
        await housekeeping.run()
    }

    /// Tells of new devices that nobody was told of while the service did not run; ``run(onListening:)`` begins with it.
    package func catchUp() async throws {
        try await housekeeping.catchUp()
    }

    /// The notices that contacts are still to be sent.
    var deliveries: NoticeDeliveries { NoticeDeliveries(service, address) }

    /// What goes on beside the requests.
    var upkeep: UpkeepService {
        UpkeepService(
            housekeeping: housekeeping,
            notices: deliveries,
            letters: LetterDeliveries(service),
            farewells: Farewells(service),
            log: configuration.log
        )
    }

    /// Ends the service; its database is one file then, which holds everything that was acknowledged.
    package func close() async {
        do {
            try await service.database.close()
        } catch {
            configuration.log.error("could not close the database", metadata: ["error": "\(error)"])
        }
    }
}
