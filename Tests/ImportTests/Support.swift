import Encodings
import Foundation
import Import
import OneTimePassword
import Primitives
import SystemCiphers
import Testing

/// The canonical accounts, and what each file of a format keeps of them; `Tests/Interop/foreign` wrote both.
struct ForeignFiles: Decodable {
    let password: String
    let entries: [Account]
    let cases: [Case]

    struct Case: Decodable, CustomTestStringConvertible {
        let file: String
        let format: String
        let sealed: Bool
        /// Whether the content does not tell the format.
        let named: Bool
        /// For each account what differs in the file; nil where the format cannot hold it.
        let differences: [Differences?]
        var testDescription: String { file }
    }

    struct Differences: Decodable {
        let period: Int?
        let tags: [String]?
        let note: String?
        let favourite: Bool?
    }

    static let all: ForeignFiles = {
        guard let url = Bundle.module.url(forResource: "Fixtures/cases", withExtension: "json"),
            let data = try? Data(contentsOf: url), let files = try? JSONDecoder().decode(Self.self, from: data)
        else { fatalError("the fixtures are not there") }
        return files
    }()

    /// The bytes of a file.
    static func bytes(of file: String) throws -> [UInt8] {
        let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(file)")
        return [UInt8](try Data(contentsOf: url))
    }

    /// What an importer must find in a file.
    func expected(of file: Case) -> [Account] {
        zip(entries, file.differences).compactMap { account, differences in
            guard let differences else { return nil }
            var account = account
            if let period = differences.period { account.period = period }
            if let tags = differences.tags { account.tags = tags }
            if let note = differences.note { account.note = note }
            if let favourite = differences.favourite { account.favourite = favourite }
            return account
        }
    }
}

/// An account with its secret in Base32, to be compared.
struct Account: Decodable, Equatable {
    var issuer: String
    var account: String
    var secret: String
    var type: String
    var algorithm: String
    var digits: Int
    var period: Int
    var counter: UInt64
    var tags: [String]
    var note: String
    var favourite: Bool
}

extension Account {
    init(_ candidate: ImportCandidate) {
        issuer = candidate.issuer
        account = candidate.account
        secret = Base32.encode(candidate.secret.exposedBytes())
        type = candidate.parameters.kind.rawValue
        algorithm = candidate.parameters.algorithm.rawValue
        digits = candidate.parameters.digits
        period = candidate.parameters.period
        counter = candidate.parameters.counter
        tags = candidate.tags
        note = candidate.note
        favourite = candidate.isFavourite
    }
}

/// What opens files with a password, or without one.
func opening(_ password: String?) -> ImportOpening {
    ImportOpening(password: password.map { SecretBytes(utf8: $0) }, ciphers: SystemCiphers())
}

/// What a text holds as a file of a format.
func reading(_ text: String, as format: String, password: String? = nil) throws -> ImportReading {
    guard let format = ImportFormat.named(format) else { throw ImportError.damaged(at: "no such format") }
    return try format.reading(ImportFile(Array(text.utf8)), opening(password))
}
