import CSodium

/// Bytes that are wiped when released, compare in constant time and never show in text.
package final class SecretBytes: Sendable {
    // A pointer is not Sendable, a number is. Nothing writes here after `init`; `deinit` wipes and frees.
    private let address: UInt

    /// The number of bytes.
    package let count: Int

    private init(owning storage: UnsafeMutableRawBufferPointer) {
        address = UInt(bitPattern: storage.baseAddress)
        count = storage.count
    }

    /// Makes a secret of `count` bytes that `body` writes.
    package convenience init<E: Error>(
        count: Int,
        initializingWith body: (UnsafeMutableRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        wipe(storage)
        do throws(E) {
            try body(storage)
        } catch {
            wipe(storage)
            storage.deallocate()
            throw error
        }
        self.init(owning: storage)
    }

    /// Copies the bytes; the original stays in the caller's care.
    package convenience init(copying bytes: some ByteSource) {
        self.init(concatenating: bytes)
    }

    /// Copies up to three parts one after the other; zeros follow them up to `length` bytes in all.
    package convenience init(
        concatenating first: some ByteSource,
        _ second: some ByteSource = [UInt8](),
        _ third: some ByteSource = [UInt8](),
        paddedTo length: Int = 0
    ) {
        let count = Self.count(of: first) + Self.count(of: second) + Self.count(of: third)
        self.init(count: max(count, length)) { buffer in
            var rest = buffer[...]
            Self.copy(first, into: &rest)
            Self.copy(second, into: &rest)
            Self.copy(third, into: &rest)
        }
    }

    /// Copies secrets one after the other.
    package convenience init(joining secrets: [SecretBytes]) {
        self.init(count: secrets.reduce(0) { $0 + $1.count }) { buffer in
            var rest = buffer[...]
            for secret in secrets { Self.copy(secret, into: &rest) }
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
        wipe(storage)
        storage.deallocate()
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

    /// The bytes as UTF-8 text, for what takes nothing else: the string cannot be wiped, but there is no other copy.
    package var exposedText: String {
        withBytes { String(decoding: $0, as: UTF8.self) }
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

    private static func count(of part: some ByteSource) -> Int { part.withBytes { $0.count } }

    /// Copies the part to the start of `rest`, which it shortens.
    private static func copy(_ part: some ByteSource, into rest: inout Slice<UnsafeMutableRawBufferPointer>) {
        part.withBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: rest).copyMemory(from: bytes)
            rest = rest.dropFirst(bytes.count)
        }
    }

    private var storage: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: UnsafeMutableRawPointer(bitPattern: address), count: count)
    }
}

extension SecretBytes: ByteSource {
    /// Lends the bytes to `body`, which may not keep them.
    package func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        // The bytes are gone with the last owner of this object, which may be nobody after the address was read.
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeRawBufferPointer(storage))
    }

    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { withUnsafeBytes(body) }
}

extension SecretBytes: Equatable {
    /// Compares in constant time.
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        constantTimeEqual(left, right)
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible {
    /// Says that the bytes are hidden.
    package var description: String { "SecretBytes(redacted)" }

    /// Says that the bytes are hidden.
    package var debugDescription: String { description }
}
