import Crypto
import CryptoExtras
import Foundation
import LocalFiles

/// The file of the signing keys, beside the database and never in it.
///
/// It is not part of `keys.json`, which never changes: these keys are replaced now and then, and losing them costs
/// applications nothing but a look at the new ones.
package struct SigningKeysFile: Sendable {
    /// Tells one state of the file from another.
    struct Version: Equatable {
        let modified: Date?
        let number: UInt64?
    }

    private static let formatVersion = 1
    /// Many times the length of any such file.
    private static let lengthLimit = 1 << 20
    private let path: String

    /// Names the file.
    package init(path: String) {
        self.path = path
    }

    /// Whether there is such a file.
    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// The present state of the file.
    func version() throws(ServerKeysError) -> Version {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { throw .cannotAccess }
        guard let permissions = attributes[.posixPermissions] as? NSNumber, permissions.intValue & 0o077 == 0 else {
            throw .readableByOthers
        }
        return Version(
            modified: attributes[.modificationDate] as? Date,
            number: (attributes[.systemFileNumber] as? NSNumber)?.uint64Value
        )
    }

    /// Reads the keys.
    func read() throws(ServerKeysError) -> SigningKeys {
        guard let data = (try? Files.read(path, limit: Self.lengthLimit)).map({ Data($0) }) else {
            throw .cannotAccess
        }
        guard let contents = try? JSONDecoder().decode(Contents.self, from: data) else { throw .damaged }
        guard contents.version == Self.formatVersion else { throw .unknownVersion(contents.version) }
        guard let keys = try? contents.keys.map({ try $0.key }) else { throw .damaged }
        let found = SigningKeys(keys: keys)
        guard SigningAlgorithm.allCases.allSatisfy({ found.key($0) != nil }) else { throw .damaged }
        return found
    }

    /// Writes keys in the place of those that are there.
    func write(_ keys: SigningKeys) throws(ServerKeysError) {
        let contents = Contents(version: Self.formatVersion, keys: keys.keys.map(StoredKey.init))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(contents), PrivateFile.replace(path, contents: data) else {
            throw .cannotAccess
        }
    }

    private struct Contents: Codable {
        let version: Int
        let keys: [StoredKey]
    }

    /// A key in the file: DER, private (PKCS #8 or its predecessors) while it signs, public afterwards.
    private struct StoredKey: Codable {
        let algorithm: SigningAlgorithm
        let privateKey: Data?
        let publicKey: Data?
        let retired: Milliseconds?

        init(_ key: SigningKey) {
            algorithm = key.algorithm
            retired = key.retired
            switch key.material {
            case .rsa(let key): (privateKey, publicKey) = (key.derRepresentation, nil)
            case .p256(let key): (privateKey, publicKey) = (key.derRepresentation, nil)
            case .retiredRSA(let key): (privateKey, publicKey) = (nil, key.derRepresentation)
            case .retiredP256(let key): (privateKey, publicKey) = (nil, key.derRepresentation)
            }
        }

        var key: SigningKey {
            get throws {
                let material: SigningKey.Material =
                    switch (algorithm, privateKey, publicKey) {
                    case (.rs256, let der?, nil): .rsa(try _RSA.Signing.PrivateKey(derRepresentation: der))
                    case (.es256, let der?, nil): .p256(try P256.Signing.PrivateKey(derRepresentation: der))
                    case (.rs256, nil, let der?): .retiredRSA(try _RSA.Signing.PublicKey(derRepresentation: der))
                    case (.es256, nil, let der?): .retiredP256(try P256.Signing.PublicKey(derRepresentation: der))
                    default: throw ServerKeysError.damaged
                    }
                guard (retired == nil) == (privateKey != nil) else { throw ServerKeysError.damaged }
                return SigningKey(material: material, retired: retired)
            }
        }
    }
}
