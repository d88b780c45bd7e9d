// SystemCiphers is what opens the sealed files of other apps natively: AES, PBKDF2 and scrypt by swift-crypto, Argon2 by
// its reference library. It may know no format.

import CArgon2
import Crypto
import CryptoExtras
package import Import
package import Primitives

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The ciphers of this system for files of other apps.
package final class SystemCiphers: ImportCiphers {
    /// The ciphers.
    package init() {}

    package func openAESGCM(
        _ ciphertext: [UInt8],
        tag: [UInt8],
        key: SecretBytes,
        nonce: [UInt8],
        additionalData: [UInt8]
    ) -> SecretBytes? {
        guard
            let nonce = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: ciphertext, tag: tag)
        else { return nil }
        return Self.secret(try? AES.GCM.open(box, using: Self.symmetric(key), authenticating: additionalData))
    }

    package func openAESCBC(_ ciphertext: [UInt8], key: SecretBytes, vector: [UInt8]) -> SecretBytes? {
        guard let vector = try? AES._CBC.IV(ivBytes: vector) else { return nil }
        return Self.secret(try? AES._CBC.decrypt(ciphertext, using: Self.symmetric(key), iv: vector))
    }

    package func pbkdf2(
        _ hash: ImportHash,
        password: SecretBytes,
        salt: [UInt8],
        iterations: Int,
        count: Int
    ) throws(ImportError) -> SecretBytes {
        guard (1...ImportCost.iterations).contains(iterations) else { throw .tooCostly }
        let function: KDF.Insecure.PBKDF2.HashFunction =
            switch hash {
            case .sha1: .insecureSHA1
            case .sha256: .sha256
            case .sha512: .sha512
            }
        return try Self.derived(password) { password in
            try KDF.Insecure.PBKDF2.deriveKey(
                from: password,
                salt: salt,
                using: function,
                outputByteCount: count,
                unsafeUncheckedRounds: iterations
            )
        }
    }

    package func scrypt(
        password: SecretBytes,
        salt: [UInt8],
        cost: Int,
        blockSize: Int,
        parallelism: Int,
        count: Int
    ) throws(ImportError) -> SecretBytes {
        // RFC 7914 section 2: the memory is 128 bytes for each of both; the lanes take their turns in it.
        let (block, isTooLarge) = cost.multipliedReportingOverflow(by: blockSize)
        let (work, isTooLong) = block.multipliedReportingOverflow(by: parallelism)
        guard !isTooLarge, !isTooLong, cost > 1, cost & (cost - 1) == 0, blockSize > 0, parallelism > 0,
            block / 8 <= ImportCost.memoryKiB, work / 8 <= ImportCost.work
        else { throw .tooCostly }
        return try Self.derived(password) { password in
            try KDF.Scrypt.deriveKey(
                from: password,
                salt: salt,
                outputByteCount: count,
                rounds: cost,
                blockSize: blockSize,
                parallelism: parallelism,
                maxMemory: (ImportCost.memoryKiB + 1024) * 1024
            )
        }
    }

    package func argon2id(
        password: SecretBytes,
        salt: [UInt8],
        memoryKiB: Int,
        iterations: Int,
        lanes: Int,
        count: Int
    ) throws(ImportError) -> SecretBytes {
        let (work, isTooLong) = memoryKiB.multipliedReportingOverflow(by: iterations)
        guard (1...16).contains(lanes), (8 * lanes...ImportCost.memoryKiB).contains(memoryKiB), iterations > 0,
            !isTooLong, work <= ImportCost.work, (8...1024).contains(salt.count), count > 3
        else { throw .tooCostly }
        return try SecretBytes(count: count) { output throws(ImportError) in
            let status = password.withBytes { password in
                argon2_hash(
                    UInt32(iterations),
                    UInt32(memoryKiB),
                    UInt32(lanes),
                    password.baseAddress,
                    password.count,
                    salt,
                    salt.count,
                    output.baseAddress,
                    count,
                    nil,
                    0,
                    Argon2_id,
                    ARGON2_VERSION_13.rawValue
                )
            }
            // Only memory can be missing: the bounds were checked.
            guard status == ARGON2_OK.rawValue else { throw .tooCostly }
        }
    }

    private static func symmetric(_ key: SecretBytes) -> SymmetricKey {
        key.withBytes { SymmetricKey(data: $0) }
    }

    private static func derived(
        _ password: SecretBytes,
        _ derive: (Data) throws -> SymmetricKey
    ) throws(ImportError) -> SecretBytes {
        var data = password.withBytes { Data($0) }
        defer { data.resetBytes(in: data.indices) }
        // Whatever a file asks for within the bounds can be derived, but for want of memory.
        guard let key = try? derive(data) else { throw .tooCostly }
        return key.withUnsafeBytes { bytes in
            SecretBytes(count: bytes.count) { $0.copyMemory(from: bytes) }
        }
    }

    private static func secret(_ opened: Data?) -> SecretBytes? {
        guard var opened else { return nil }
        defer { opened.resetBytes(in: opened.indices) }
        return opened.withUnsafeBytes { bytes in
            SecretBytes(count: bytes.count) { $0.copyMemory(from: bytes) }
        }
    }
}
