package import Encodings
package import Primitives

/// What a wrapped backup key belongs to; it opens for nothing else.
package struct WrapBinding: Sendable, Hashable {
    /// The recovery account at the service.
    package let accountID: Identifier<Named.Account>.Text
    /// The backup.
    package let backup: BackupID
    /// The number of the backup key.
    package let epoch: UInt32
    /// The OPAQUE credential whose export key wraps.
    package let credentialID: Identifier<Named.Credential>
    /// What the credential stands for, such as `password`.
    package let kind: String
    /// The number of the OPAQUE suite.
    package let suite: UInt16

    /// A binding with all its parts.
    package init(
        accountID: Identifier<Named.Account>.Text,
        backup: BackupID,
        epoch: UInt32,
        credentialID: Identifier<Named.Credential>,
        kind: String = "password",
        suite: UInt16
    ) {
        self.accountID = accountID
        self.backup = backup
        self.epoch = epoch
        self.credentialID = credentialID
        self.kind = kind
        self.suite = suite
    }
}

/// The backup key, sealed under the export key that only a finished sign-in yields.
package enum WrappedKey {
    /// The length of a wrapped key: nonce, key and tag.
    package static let length = XChaCha20Poly1305.nonceLength + BackupFormat.keyLength + XChaCha20Poly1305.tagLength

    private static let label = Array("bk-wrap/v1".utf8)

    /// Wraps a 256-bit backup key.
    package static func seal(
        key: SecretBytes,
        exportKey: SecretBytes,
        binding: WrapBinding
    ) throws(WrappedKeyError) -> [UInt8] {
        guard key.count == BackupFormat.keyLength else { throw .malformed }
        let nonce = randomBytes(count: XChaCha20Poly1305.nonceLength)
        let wrappingKey = try wrappingKey(exportKey, binding)
        let additionalData = try additionalData(binding)
        do throws(PrimitiveError) {
            return nonce
                + (try XChaCha20Poly1305.seal(key, key: wrappingKey, nonce: nonce, additionalData: additionalData))
        } catch {
            throw .malformed
        }
    }

    /// Opens a wrapped key, or throws ``WrappedKeyError/cannotOpen`` whatever was changed.
    package static func open(
        _ wrapped: [UInt8],
        exportKey: SecretBytes,
        binding: WrapBinding
    ) throws(WrappedKeyError) -> SecretBytes {
        var reader = BinaryReader(wrapped)
        guard
            wrapped.count == length,
            let nonce = reader.take(XChaCha20Poly1305.nonceLength),
            let sealed = reader.take(reader.remaining)
        else { throw .malformed }
        let wrappingKey = try wrappingKey(exportKey, binding)
        let additionalData = try additionalData(binding)
        do throws(PrimitiveError) {
            return try XChaCha20Poly1305.open(
                sealed,
                key: wrappingKey,
                nonce: nonce,
                additionalData: additionalData
            )
        } catch {
            throw .cannotOpen
        }
    }

    private static func wrappingKey(
        _ exportKey: SecretBytes,
        _ binding: WrapBinding
    ) throws(WrappedKeyError) -> SecretBytes {
        guard exportKey.count == 64 else { throw .malformed }
        return HKDF<SHA512>.expand(
            pseudoRandomKey: exportKey,
            info: label + (try account(of: binding)) + Array(binding.kind.utf8),
            outputByteCount: 32
        )
    }

    private static func additionalData(_ binding: WrapBinding) throws(WrappedKeyError) -> [UInt8] {
        var data = label + (try account(of: binding)) + binding.backup.bytes
        data.appendInteger(binding.epoch)
        data += binding.credentialID.bytes
        data += Array(binding.kind.utf8)
        data.appendInteger(binding.suite)
        return data
    }

    /// The parts have fixed lengths but for one, so that no two bindings have the same encoding.
    private static func account(of binding: WrapBinding) throws(WrappedKeyError) -> [UInt8] {
        guard let account = binding.accountID.identifier else { throw .malformed }
        return account.bytes
    }
}

/// Why a backup key was not wrapped or unwrapped.
package enum WrappedKeyError: Error, Sendable, Equatable {
    /// The wrapped key was made under another export key or for another account, backup, epoch or credential.
    case cannotOpen
    /// A key or the wrapped key has another length than it must have, or what names the account is no identifier.
    case malformed
}
