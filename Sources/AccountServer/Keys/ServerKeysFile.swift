import Foundation
import LocalFiles
import OPAQUE
import Primitives

/// Says why the key file cannot be used.
package enum ServerKeysError: Error, Equatable, Sendable {
    /// Others than the owner may read the file.
    case readableByOthers
    /// The file is not complete.
    case damaged
    /// A newer version of the program wrote the file.
    case unknownVersion(Int)
    /// The file cannot be read or made.
    case cannotAccess
    /// The database was made with other keys.
    case otherDatabase
}

/// The file that keeps ``ServerKeys``, beside the database and never in it.
package struct ServerKeysFile: Sendable {
    private static let version = 1
    /// Many times the length of any such file.
    private static let lengthLimit = 1 << 20
    private let path: String

    /// Names the file.
    package init(path: String) {
        self.path = path
    }

    /// Reads the keys.
    package func read() throws(ServerKeysError) -> ServerKeys {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let permissions = attributes[.posixPermissions] as? NSNumber
        else { throw .cannotAccess }
        guard permissions.intValue & 0o077 == 0 else { throw .readableByOthers }
        guard let data = (try? Files.read(path, limit: Self.lengthLimit)).map({ Data($0) }) else {
            throw .cannotAccess
        }
        let decoder = JSONDecoder()
        guard let header = try? decoder.decode(Header.self, from: data) else { throw .damaged }
        guard header.version == Self.version else { throw .unknownVersion(header.version) }
        guard let contents = try? decoder.decode(Contents.self, from: data),
            [contents.lookup, contents.enumeration, contents.atRest].allSatisfy({ $0.count == 32 }),
            let opaque = try? OPAQUEServerKeys(
                oprfSeed: SecretBytes(copying: contents.oprfSeed),
                privateKey: SecretBytes(copying: contents.privateKey)
            )
        else { throw .damaged }
        return ServerKeys(
            seed: contents.seed,
            opaque: opaque,
            lookup: SecretBytes(copying: contents.lookup),
            enumeration: SecretBytes(copying: contents.enumeration),
            atRest: SecretBytes(copying: contents.atRest)
        )
    }

    /// Writes keys into a new file; a file that is there already stays as it is.
    package func create(_ keys: ServerKeys) throws(ServerKeysError) {
        let contents = Contents(
            version: Self.version,
            seed: keys.seed,
            oprfSeed: Data(keys.opaque.oprfSeed.exposedBytes()),
            privateKey: Data(keys.opaque.privateKey.exposedBytes()),
            lookup: Data(keys.lookup.exposedBytes()),
            enumeration: Data(keys.enumeration.exposedBytes()),
            atRest: Data(keys.atRest.exposedBytes())
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(contents), PrivateFile.create(path, contents: data) else {
            throw .cannotAccess
        }
    }

    private struct Header: Decodable {
        let version: Int
    }

    private struct Contents: Codable {
        let version: Int
        let seed: String
        let oprfSeed: Data
        let privateKey: Data
        let lookup: Data
        let enumeration: Data
        let atRest: Data
    }
}
