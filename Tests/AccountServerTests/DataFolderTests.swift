import AccountAPI
import AccountServer
import Foundation
import OPAQUE
import SQLDatabase
import Sodium
import Synchronization
import Testing

@Suite struct DataFolderTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "service-\(UUID().uuidString)").path

    private var keysPath: String { "\(folder)/keys.json" }
    private var configuration: ServiceConfiguration { ServiceConfiguration(dataFolder: folder) }

    @Test func `the first start makes files that are their owner's alone`() async throws {
        _ = try await AccountService(configuration: configuration)
        let permissions = try ["", "/keys.json", "/signing-keys.json", "/sparekey.sqlite"].map { name in
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + name)
            return (attributes[.posixPermissions] as? NSNumber)?.intValue
        }
        #expect(permissions == [0o700, 0o600, 0o600, 0o600])
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(
            files.allSatisfy { ["keys.json", "signing-keys.json"].contains($0) || $0.hasPrefix("sparekey.sqlite") }
        )
    }

    @Test func `a second start reads the same keys`() async throws {
        _ = try await AccountService(configuration: configuration)
        let before = try Data(contentsOf: URL(filePath: keysPath))
        _ = try await AccountService(configuration: configuration)
        #expect(try Data(contentsOf: URL(filePath: keysPath)) == before)
        let keys = try DataFolder(path: folder).openKeys()
        #expect(!"\(keys)\(String(reflecting: keys))".contains(keys.seed))
    }

    @Test func `a database without its keys is refused`() async throws {
        _ = try await AccountService(configuration: configuration)
        try FileManager.default.removeItem(atPath: keysPath)
        await #expect(throws: ServerKeysError.missing) { try await AccountService(configuration: configuration) }
        #expect(!FileManager.default.fileExists(atPath: keysPath))
    }

    @Test func `a database of other keys is refused`() async throws {
        _ = try await AccountService(configuration: configuration)
        try FileManager.default.removeItem(atPath: keysPath)
        try ServerKeysFile(path: keysPath).create(.generate())
        await #expect(throws: ServerKeysError.otherDatabase) { try await AccountService(configuration: configuration) }
    }

    @Test func `a key file that others may read is refused`() async throws {
        _ = try await AccountService(configuration: configuration)
        for permissions in [0o640, 0o604, 0o666] {
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: keysPath)
            await #expect(throws: ServerKeysError.readableByOthers) {
                try await AccountService(configuration: configuration)
            }
        }
    }

    @Test func `a key file that is cut short, changed or newer is refused`() async throws {
        _ = try await AccountService(configuration: configuration)
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
        _ = try await AccountService(configuration: configuration)
        let database = try DataFolder(path: folder).openDatabase()
        let keys = try DataFolder(path: folder).openKeys()
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
