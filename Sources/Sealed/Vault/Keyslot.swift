import Encodings
package import Primitives

/// One way to unlock a vault: the master key, wrapped under a key that comes from a passphrase or a key file.
package struct Keyslot: Equatable {
    /// The numbers of the kinds that this version knows.
    package enum Kind: UInt16 {
        case passphrase = 1
        case keyFile = 2
    }

    /// The length of every keyslot, whatever its kind.
    package static let length = 128
    private static let bindingLength = 28
    private static let label = Array("sparekey-vault/v1 keyslot".utf8)

    /// The whole slot; a slot of an unknown kind is kept as it is.
    package let bytes: [UInt8]

    /// Nil for a kind that this version does not know.
    package var kind: Kind? { Kind(rawValue: UInt16(bytes[0]) << 8 | UInt16(bytes[1])) }

    /// What trying a passphrase on this slot would cost, in filled KiB.
    package var work: Int {
        var reader = BinaryReader(bytes)
        guard reader.take(4) != nil, let memory = reader.integer(UInt32.self),
            let iterations = reader.integer(UInt32.self)
        else { return 0 }
        return PassphraseCost(memoryKiB: Int(clamping: memory), iterations: Int(clamping: iterations)).work
    }

    /// A slot as it was read.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// Wraps the master key under a passphrase.
    package static func wrapping(
        _ master: SecretBytes,
        passphrase: SecretBytes,
        cost: PassphraseCost,
        vault: VaultID
    ) throws(KeyslotError) -> Keyslot {
        let salt = randomBytes(count: 16)
        let secret = try stretch(passphrase, salt: salt, cost: cost)
        return try seal(master, kind: .passphrase, cost: cost, salt: salt, secret: secret, vault: vault)
    }

    /// Wraps the master key under a key file's bytes.
    package static func wrapping(
        _ master: SecretBytes,
        keyFile: SecretBytes,
        vault: VaultID
    ) throws(KeyslotError) -> Keyslot {
        let none = PassphraseCost(memoryKiB: 0, iterations: 0)
        return try seal(
            master,
            kind: .keyFile,
            cost: none,
            salt: randomBytes(count: 16),
            secret: keyFile,
            vault: vault
        )
    }

    /// The master key, or nil where the passphrase is another.
    package func open(
        passphrase: SecretBytes,
        floor: PassphraseCost,
        vault: VaultID
    ) throws(KeyslotError) -> SecretBytes? {
        var reader = BinaryReader(bytes)
        guard
            reader.take(4) != nil,
            let memory = reader.integer(UInt32.self),
            let iterations = reader.integer(UInt32.self),
            let salt = reader.take(16)
        else { throw .damaged }
        let cost = PassphraseCost(memoryKiB: Int(clamping: memory), iterations: Int(clamping: iterations))
        guard cost.isAllowed(from: floor) else { throw .damaged }
        return open(secret: try Self.stretch(passphrase, salt: salt, cost: cost), vault: vault)
    }

    /// The master key, or nil where the key file is another.
    package func open(keyFile: SecretBytes, vault: VaultID) -> SecretBytes? {
        open(secret: keyFile, vault: vault)
    }

    private static func seal(
        _ master: SecretBytes,
        kind: Kind,
        cost: PassphraseCost,
        salt: [UInt8],
        secret: SecretBytes,
        vault: VaultID
    ) throws(KeyslotError) -> Keyslot {
        var bytes: [UInt8] = []
        bytes.appendInteger(kind.rawValue)
        bytes.appendInteger(UInt16(0))
        bytes.appendInteger(UInt32(cost.memoryKiB))
        bytes.appendInteger(UInt32(cost.iterations))
        bytes += salt
        let nonce = randomBytes(count: XChaCha20Poly1305.nonceLength)
        do throws(PrimitiveError) {
            let wrapped = try XChaCha20Poly1305.seal(
                master,
                key: wrappingKey(secret: secret, salt: salt, kind: kind.rawValue, vault: vault),
                nonce: nonce,
                additionalData: label + vault.bytes + bytes
            )
            bytes += nonce + wrapped
        } catch {
            throw .damaged
        }
        bytes += [UInt8](repeating: 0, count: length - bytes.count)
        return Keyslot(bytes)
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func open(secret: SecretBytes, vault: VaultID) -> SecretBytes? {
        let nonceEnd = Self.bindingLength + XChaCha20Poly1305.nonceLength
        let wrappedEnd = nonceEnd + VaultFile.keyLength + XChaCha20Poly1305.tagLength
        guard let kind else { return nil }
        let key = Self.wrappingKey(
            secret: secret,
            salt: Array(bytes[12..<Self.bindingLength]),
            kind: kind.rawValue,
            vault: vault
        )
        let master = try? XChaCha20Poly1305.open(
            Array(bytes[nonceEnd..<wrappedEnd]),
            key: key,
            nonce: Array(bytes[Self.bindingLength..<nonceEnd]),
            additionalData: Self.label + vault.bytes + bytes[..<Self.bindingLength]
        )
        return master
    }

    private static func stretch(
        _ passphrase: SecretBytes,
        salt: [UInt8],
        cost: PassphraseCost
    ) throws(KeyslotError) -> SecretBytes {
        do throws(PrimitiveError) {
            return try Argon2id.derive(
                password: passphrase,
                salt: salt,
                memoryKiB: cost.memoryKiB,
                iterations: cost.iterations,
                outputLength: 32
            )
        } catch {
            throw error == .outOfMemory ? .outOfMemory : .damaged
        }
    }

    private static func wrappingKey(
        secret: SecretBytes,
        salt: [UInt8],
        kind: UInt16,
        vault: VaultID
    ) -> SecretBytes {
        var info = label
        info.appendInteger(kind)
        return HKDF<SHA512>.deriveKey(
            inputKeyMaterial: secret,
            salt: salt,
            info: info + vault.bytes,
            outputByteCount: 32
        )
    }
}

/// Why a keyslot was not made or tried.
package enum KeyslotError: Error, Sendable, Equatable {
    /// It is not as it was made, or asks for more than a passphrase may cost.
    case damaged
    /// This version of the app knows none of the vault's keyslots.
    case unsupported
    /// The computer has not enough free memory to try the passphrase.
    case outOfMemory
}
