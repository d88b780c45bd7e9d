import CSodium
package import Foundation
import Synchronization

/// Bytes that are wiped when released, compare in constant time and never show in text.
package final class SecretBytes: Sendable {
    // Written by `init` and `deinit` alone. Readers take a second reference to the array, never a copy of its bytes,
    // and only while this object is alive, so `deinit` finds the storage unshared and wipes it in place.
    private let storage: Mutex<[UInt8]>

    /// The number of bytes.
    package let count: Int

    /// Makes a secret of `count` bytes that `body` writes.
    package init<E: Error>(
        count: Int,
        initializingWith body: (UnsafeMutableRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        var bytes = [UInt8](repeating: 0, count: count)
        var failure: E?
        bytes.withUnsafeMutableBytes { buffer in
            do throws(E) {
                try body(buffer)
            } catch {
                failure = error
            }
        }
        if let failure {
            wipe(&bytes)
            throw failure
        }
        self.count = count
        storage = Mutex(bytes)
    }

    /// Copies the bytes; the original stays in the caller's care.
    package convenience init(copying bytes: some ContiguousBytes) {
        self.init(concatenating: [bytes])
    }

    /// Copies the parts one after the other; zeros follow them up to `length` bytes in all.
    package convenience init(concatenating parts: [any ContiguousBytes], paddedTo length: Int = 0) {
        let count = parts.reduce(0) { sum, part in sum + part.withUnsafeBytes { $0.count } }
        self.init(count: max(count, length)) { buffer in
            var offset = 0
            for part in parts {
                part.withUnsafeBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: buffer[offset...]).copyMemory(from: bytes)
                    offset += bytes.count
                }
            }
        }
    }

    /// Copies the bytes and zeroes the caller's array in place; no other array may share its storage.
    package convenience init(wiping bytes: inout [UInt8]) {
        self.init(copying: bytes)
        wipe(&bytes)
    }

    /// Copies the text's UTF-8 bytes; the string itself cannot be wiped.
    package convenience init(utf8 text: String) {
        var bytes = [UInt8](text.utf8)
        self.init(wiping: &bytes)
    }

    deinit {
        storage.withLock { wipe(&$0) }
    }

    /// Returns bytes from the system's generator.
    package static func random(count: Int) -> SecretBytes {
        SodiumLibrary.prepare()
        return SecretBytes(count: count) { buffer in
            guard let address = buffer.baseAddress else { return }
            randombytes_buf(address, buffer.count)
        }
    }

    /// Returns a copy that the caller must wipe, for encoders that take nothing else.
    package func exposedBytes() -> [UInt8] {
        whole.exposedBytes()
    }

    /// Returns a copy of the bytes in `range`, which must lie inside `0..<count`.
    package func slice(_ range: Range<Int>) -> SecretBytes {
        SecretBytes(copying: part(range))
    }

    /// All bytes, as a part.
    package var whole: SecretPart { part(0..<count) }

    /// The bytes in `range`, which must lie inside `0..<count`, without a copy.
    package func part(_ range: Range<Int>) -> SecretPart {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "part outside the secret")
        return SecretPart(whole: self, range: range)
    }
}

extension SecretBytes: ContiguousBytes {
    /// Lends the bytes to `body`, which may not keep them.
    package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let bytes = storage.withLock { $0 }
        return try bytes.withUnsafeBytes(body)
    }
}

/// Some of the bytes of a secret, all of which it keeps alive.
package struct SecretPart: Sendable, ContiguousBytes {
    fileprivate let whole: SecretBytes
    fileprivate let range: Range<Int>

    /// The number of bytes.
    package var count: Int { range.count }

    /// Whether all bytes are zero.
    package var isZero: Bool {
        guard let start = withUnsafeBytes(\.first) else { return true }
        // Where the first byte is zero and each equals the next, all are.
        return start == 0 && constantTimeEqual(whole.part(range.dropFirst()), whole.part(range.dropLast()))
    }

    /// Returns a copy that the caller must wipe, for encoders that take nothing else.
    package func exposedBytes() -> [UInt8] {
        withUnsafeBytes { [UInt8]($0) }
    }

    /// Returns the bytes in `range`, which must lie inside `0..<count`, without a copy.
    package func part(_ part: Range<Int>) -> SecretPart {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "part outside the part")
        return whole.part(range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
    }

    /// Lends the bytes to `body`, which may not keep them.
    package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try whole.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}

extension SecretBytes: Equatable {
    /// Compares in constant time.
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        constantTimeEqual(left, right)
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the bytes are hidden.
    package var description: String { "SecretBytes(redacted)" }

    /// Says that the bytes are hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
