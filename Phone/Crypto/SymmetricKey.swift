// Crypto stands in for swift-crypto, which does not compile for browsers: the hashes and the HMAC that codes are made
// with, under the same names. It is compiled for browsers alone.

/// A key whose bytes are overwritten when its last owner is gone.
public struct SymmetricKey: Sendable, Equatable {
    private final class Storage: Sendable {
        // A pointer is not Sendable, a number is.
        private let address: UInt
        private let count: Int

        var bytes: UnsafeMutableRawBufferPointer {
            UnsafeMutableRawBufferPointer(start: UnsafeMutableRawPointer(bitPattern: address), count: count)
        }

        init(copying data: [UInt8]) {
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: data.count, alignment: 8)
            copy.copyBytes(from: data)
            address = UInt(bitPattern: copy.baseAddress)
            count = data.count
        }

        deinit {
            bytes.wipe()
            bytes.deallocate()
        }
    }

    private let storage: Storage

    /// Copies the bytes of a key.
    public init(data: [UInt8]) {
        storage = Storage(copying: data)
    }

    /// The length of the key in bits.
    public var bitCount: Int { storage.bytes.count * 8 }

    /// Lends the bytes of the key.
    @unsafe
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(storage.bytes))
    }

    /// Compares in a time that depends on the length alone.
    public static func == (left: SymmetricKey, right: SymmetricKey) -> Bool {
        guard left.storage.bytes.count == right.storage.bytes.count else { return false }
        return zip(left.storage.bytes, right.storage.bytes).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Overwrites the bytes by a function of C that no optimiser knows.
    func wipe() {
        guard let baseAddress else { return }
        phoneWipe(baseAddress, count)
    }
}

@_extern(c, "phone_wipe")
private func phoneWipe(_ address: UnsafeMutableRawPointer, _ count: Int)
