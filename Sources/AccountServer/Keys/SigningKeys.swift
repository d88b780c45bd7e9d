package import Foundation
import Synchronization

/// The keys of ID tokens: one that signs for each algorithm, and the public halves of those that did until lately.
package struct SigningKeys: Sendable {
    /// How long the public half of a key stays published after the key has signed its last token.
    static let afterlife = 7 * Milliseconds.day
    let keys: [SigningKey]

    /// Makes a key for each algorithm.
    package static func generate() throws -> SigningKeys {
        SigningKeys(keys: try SigningAlgorithm.allCases.map { try .generate($0) })
    }

    /// New keys; earlier ones no longer sign, and stay published until their tokens are of no use, or are gone at once
    /// where someone else may have them.
    func rotated(at now: Milliseconds, areCompromised: Bool) throws -> SigningKeys {
        guard !areCompromised else { return try Self.generate() }
        let old = keys.map { $0.retired(at: now) }.filter { ($0.retired ?? now) > now - Self.afterlife }
        return SigningKeys(keys: try Self.generate().keys + old)
    }

    /// The key that signs with an algorithm.
    func key(_ algorithm: SigningAlgorithm) -> SigningKey? {
        keys.first { $0.algorithm == algorithm && $0.retired == nil }
    }

    /// The key with an identifier, even one that no longer signs.
    func key(id: String) -> SigningKey? {
        keys.first { $0.publicKey.id == id }
    }
}

/// Holds the signing keys, and notices when another process has rotated them.
package final class SigningKeyStore: Sendable {
    private struct State {
        var keys: SigningKeys?
        var version: SigningKeysFile.Version?
    }

    private let file: SigningKeysFile?
    private let state: Mutex<State>

    /// Reads the keys from a file, and makes it where there is none.
    package init(file: SigningKeysFile) throws {
        self.file = file
        state = Mutex(State())
        if !file.exists {
            try file.write(.generate())
        }
        _ = try present()
    }

    /// Holds keys that no file keeps; makes them when they are first needed.
    package init(_ keys: SigningKeys? = nil) {
        file = nil
        state = Mutex(State(keys: keys))
    }

    /// The present keys.
    func present() throws -> SigningKeys {
        try state.withLock { state in
            if let file {
                let version = try file.version()
                if state.version != version {
                    state = State(keys: try file.read(), version: version)
                }
            }
            let keys = try state.keys ?? .generate()
            state.keys = keys
            return keys
        }
    }

    /// Makes new keys; returns the identifiers of those that sign now.
    ///
    /// `areCompromised` drops the old ones at once: tokens that they have signed are refused from now on, true and forged
    /// ones alike.
    package func rotate(now: Date = Date(), areCompromised: Bool = false) throws -> [String] {
        let keys = try present().rotated(at: now.milliseconds, areCompromised: areCompromised)
        if let file {
            try file.write(keys)
        } else {
            state.withLock { $0.keys = keys }
        }
        return keys.keys.filter { $0.retired == nil }.map(\.publicKey.id)
    }
}
