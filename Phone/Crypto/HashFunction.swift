/// A hash function of the Merkle–Damgård kind: words in big-endian order, padded with the length in bits.
public protocol HashFunction {
    /// The words that the function works with.
    associatedtype Word: FixedWidthInteger & UnsignedInteger
    /// The bytes of a block: sixteen words.
    static var blockByteCount: Int { get }
    /// The bytes of a hash.
    static var byteCount: Int { get }
    /// The words before the first block.
    static var start: [Word] { get }
    /// Takes one block of sixteen words in.
    static func compress(_ state: inout [Word], _ block: [Word])
}

extension HashFunction {
    /// The hash of some bytes.
    static func hash(_ parts: [[UInt8]]) -> [UInt8] {
        var message: [UInt8] = []
        for part in parts { message += part }
        defer { message.withUnsafeMutableBytes { $0.wipe() } }
        let bitCount = UInt64(message.count) * 8
        message.append(0x80)
        // The length takes two words, of which the upper one of SHA-512 is always zero here.
        let lengthCount = Word.bitWidth / 4
        while message.count % blockByteCount != blockByteCount - lengthCount { message.append(0) }
        message += Array(repeating: 0, count: lengthCount - 8)
        for shift in stride(from: 56, through: 0, by: -8) {
            message.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
        }
        var state = start
        let width = Word.bitWidth / 8
        for first in stride(from: 0, to: message.count, by: blockByteCount) {
            var block: [Word] = []
            block.reserveCapacity(16)
            for index in stride(from: first, to: first + blockByteCount, by: width) {
                block.append(message[index..<index + width].reduce(0) { $0 << 8 | Word($1) })
            }
            compress(&state, block)
        }
        var hash: [UInt8] = []
        hash.reserveCapacity(byteCount)
        for word in state {
            for shift in stride(from: Word.bitWidth - 8, through: 0, by: -8) {
                hash.append(UInt8(truncatingIfNeeded: word >> Word(shift)))
            }
        }
        return hash
    }
}

extension FixedWidthInteger {
    /// The bits turned to the right.
    func turned(_ count: Int) -> Self { self >> Self(count) | self << Self(Self.bitWidth - count) }
}

/// RFC 2104.
public enum HMAC<Hash: HashFunction> {
    /// The code of a message under a key.
    public static func authenticationCode(for message: [UInt8], using key: SymmetricKey) -> [UInt8] {
        var pad = key.withUnsafeBytes { $0.count > Hash.blockByteCount ? Hash.hash([Array($0)]) : Array($0) }
        defer { pad.withUnsafeMutableBytes { $0.wipe() } }
        pad += Array(repeating: 0, count: Hash.blockByteCount - pad.count)
        for index in pad.indices { pad[index] ^= 0x36 }
        let inner = Hash.hash([pad, message])
        for index in pad.indices { pad[index] ^= 0x36 ^ 0x5c }
        return Hash.hash([pad, inner])
    }
}
