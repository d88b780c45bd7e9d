import AccountAPI
import AccountServer
import Encodings
import Foundation
import OPAQUE
import Primitives
import SQLDatabase
import Synchronization
import Testing

@Suite struct DataFolderTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "service-\(UUID().uuidString)").path

    private var keysPath: String { "\(folder)/keys.json" }
    private var databasePath: String { "\(folder)/sparekey.sqlite" }
    private var configuration: ServiceConfiguration { ServiceConfiguration(dataFolder: folder) }

    /// Makes a service in the folder, and ends it.
    private func found() async throws {
        await (try AccountService.found(configuration: configuration)).close()
    }

    /// Opens the service in the folder, and ends it.
    private func open() async throws {
        await (try AccountService(configuration: configuration)).close()
    }

    private var names: Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    }

    @Test func `the first start makes files that are their owner's alone`() async throws {
        try await found()
        let permissions = try ["", "/keys.json", "/signing-keys.json", "/sparekey.sqlite"].map { name in
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + name)
            return (attributes[.posixPermissions] as? NSNumber)?.intValue
        }
        #expect(permissions == [0o700, 0o600, 0o600, 0o600])
        #expect(names == ["keys.json", "signing-keys.json", "sparekey.sqlite"])
    }

    @Test func `a second start reads the same keys`() async throws {
        try await found()
        let before = try Data(contentsOf: URL(filePath: keysPath))
        try await open()
        #expect(try Data(contentsOf: URL(filePath: keysPath)) == before)
        let keys = try DataFolder(path: folder).keysFile.read()
        #expect(!"\(keys)\(String(reflecting: keys))".contains(keys.seed))
    }

    @Test func `where there is no service none is made by opening one`() async throws {
        let missing = DataFolderError.noService(folder: folder)
        await #expect(throws: missing) { try await open() }
        #expect(!FileManager.default.fileExists(atPath: folder))
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        await #expect(throws: missing) { try await open() }
        #expect(names.isEmpty)
        #expect(try DataFolder(path: folder).isEmpty())
    }

    @Test func `a service is made where nothing of one is`() async throws {
        try await found()
        let before = try names.map { try Data(contentsOf: URL(filePath: "\(folder)/\($0)")) }
        await #expect(throws: DataFolderError.occupied(folder: folder)) { try await found() }
        #expect(try !DataFolder(path: folder).isEmpty())
        for name in names.subtracting(["signing-keys.json"]) {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        await #expect(throws: DataFolderError.occupied(folder: folder)) { try await found() }
        #expect(before.count == 3 && names == ["signing-keys.json"])
    }

    @Test func `a database without its keys is refused`() async throws {
        try await found()
        try FileManager.default.removeItem(atPath: keysPath)
        await #expect(throws: DataFolderError.keysMissing) { try await open() }
        #expect(!FileManager.default.fileExists(atPath: keysPath))
    }

    @Test func `keys without their database are refused`() async throws {
        try await found()
        let keys = try Data(contentsOf: URL(filePath: keysPath))
        try FileManager.default.removeItem(atPath: databasePath)
        await #expect(throws: DataFolderError.databaseMissing) { try await open() }
        #expect(!FileManager.default.fileExists(atPath: databasePath))
        // An empty file, and a database of another program.
        try Data().write(to: URL(filePath: databasePath))
        await #expect(throws: DataFolderError.databaseEmpty) { try await open() }
        let other = try SQLiteDatabase(path: databasePath)
        try await other.write { try $0.execute("CREATE TABLE thing (id TEXT PRIMARY KEY)") }
        try await other.close()
        await #expect(throws: DataFolderError.databaseEmpty) { try await open() }
        let again = try SQLiteDatabase(path: databasePath)
        let tables = try await again.read { try $0.rows("SELECT name FROM sqlite_master WHERE type = 'table'", []) }
        #expect(try tables.map { try $0.text("name") } == ["thing"])
        try await again.close()
        #expect(try Data(contentsOf: URL(filePath: keysPath)) == keys)
    }

    @Test func `a database of other keys is refused`() async throws {
        try await found()
        try FileManager.default.removeItem(atPath: keysPath)
        try ServerKeysFile(path: keysPath).create(.generate())
        await #expect(throws: ServerKeysError.otherDatabase) { try await open() }
    }

    @Test func `only one process can serve a folder`() async throws {
        let data = DataFolder(path: folder)
        let lock = try data.lock()
        #expect(throws: DataFolderError.inUse(folder: folder)) { try data.lock() }
        withExtendedLifetime(lock) {}
        #expect(try data.isEmpty())
    }

    @Test func `the lock goes with its holder`() throws {
        let data = DataFolder(path: folder)
        for _ in 0..<3 { _ = try data.lock() }
    }

    @Test func `everything stands in one file once a service is closed`() async throws {
        let service = try await AccountService.found(configuration: configuration)
        let party = try await service.relyingParties.add(name: "shop").party
        await service.close()
        await #expect(throws: (any Error).self) { try await service.relyingParties.list() }
        #expect(names == ["keys.json", "signing-keys.json", "sparekey.sqlite"])
        let copy = try SQLiteDatabase(path: databasePath, create: false)
        let id = try await copy.read { try $0.row("SELECT id FROM client")?.text("id") }
        #expect(id == party.id.rawValue)
        try await copy.close()
    }

    @Test func `the diagnosis says that there is nothing, and makes nothing`() async throws {
        let diagnosis = Diagnosis(configuration: configuration)
        await #expect(throws: DataFolderError.noService(folder: folder)) { try await diagnosis.run(.folder) }
        await #expect(throws: ServerKeysError.cannotAccess) { try await diagnosis.run(.keys) }
        await #expect(throws: (any Error).self) { try await diagnosis.run(.database) }
        #expect(!FileManager.default.fileExists(atPath: folder))
        try await found()
        for check in [Diagnosis.Check.folder, .keys, .database, .listen, .certificate] {
            #expect(try await diagnosis.run(check) == nil)
        }
        #expect(try await diagnosis.run(.mail) == .noMail)
    }

    @Test func `a key file that others may read is refused`() async throws {
        try await found()
        for permissions in [0o640, 0o604, 0o666] {
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: keysPath)
            await #expect(throws: ServerKeysError.readableByOthers) { try await open() }
        }
    }

    @Test func `a key file that is cut short, changed or newer is refused`() async throws {
        try await found()
        let file = ServerKeysFile(path: keysPath)
        let text = try String(contentsOfFile: keysPath, encoding: .utf8)
        func write(_ text: String) throws {
            let handle = try #require(FileHandle(forWritingAtPath: keysPath))
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data(text.utf8))
        }
        for length in [0, 1, text.count / 2, text.count - 3] {
            try write(String(text.prefix(length)))
            #expect(throws: ServerKeysError.damaged) { try file.read() }
        }
        try write(text.replacingOccurrences(of: "\"lookup\" : \"", with: "\"lookup\" : \"AAAA"))
        #expect(throws: ServerKeysError.damaged) { try file.read() }
        try write(text.replacingOccurrences(of: "\"version\" : 1", with: "\"version\" : 2"))
        #expect(throws: ServerKeysError.unknownVersion(2)) { try file.read() }
        try write(text)
        _ = try file.read()
    }

    @Test func `a key file is never replaced`() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = ServerKeysFile(path: keysPath)
        try file.create(.generate())
        let before = try Data(contentsOf: URL(filePath: keysPath))
        #expect(throws: ServerKeysError.cannotAccess) { try file.create(.generate()) }
        #expect(try Data(contentsOf: URL(filePath: keysPath)) == before)
    }

    @Test func `a copy of the database shows no name and no secret`() async throws {
        try await found()
        let database = try DataFolder(path: folder).openDatabase()
        let keys = try DataFolder(path: folder).keysFile.read()
        let service = try await TestService(database: database, keys: keys)
        let party = try await service.service.relyingParties.add(name: "shop")
        let found = Mutex<[String: [UInt8]]>([:])
        try await service.run { client in
            let exportKey = try await client.register()
            let session = try await client.signIn()
            _ = try await client.start()
            let canaries = [
                "user name": Array(TestClient.ada.utf8), "password": Array(TestClient.password.utf8),
                "device name": Array("Ada's old phone".utf8), "client secret": Array(party.secret.utf8),
                "device secret": session.secret.map { Array(SecretBytes(copying: $0).exposedBytes()) } ?? [],
                "request key": SecretBytes(copying: session.key).exposedBytes(),
                "export key": exportKey.exposedBytes(),
                "OPRF seed": keys.opaque.oprfSeed.exposedBytes(), "private key": keys.opaque.privateKey.exposedBytes(),
                "at-rest key": keys.atRest.exposedBytes(),
                "lookup key": SecretBytes(copying: keys.lookup).exposedBytes(),
            ]
            found.withLock { $0 = canaries }
        }
        let canaries = found.withLock { $0 }
        #expect(canaries.count == 11)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("sparekey") }
        #expect(files.count >= 2)
        for file in files {
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
            for (name, canary) in canaries {
                let hexadecimal = canary.map { String(format: "%02x", $0) }.joined()
                let base64 = Data(canary).base64EncodedString().prefix(canary.count / 3 * 4)
                for form in [
                    Data(canary), Data(hexadecimal.utf8), Data(hexadecimal.uppercased().utf8), Data(base64.utf8),
                ] {
                    #expect(bytes.range(of: form) == nil, "\(name) in \(file)")
                }
            }
        }
    }
}
