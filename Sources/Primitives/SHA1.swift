/// SHA-1 (FIPS 180-4 section 6.1), which the codes of most accounts are made with; nothing else may use it.
package struct SHA1: HashFunction {
    /// The bytes of a block.
    package static let blockLength = 64
    /// The bytes of a hash.
    package static let length = 20

    private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
        0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0
    )
    // The block that is not full yet, and the bytes of the message so far.
    private var block: [UInt8] = []
    private var count: UInt64 = 0

    /// Begins a message.
    package init() {
        block.reserveCapacity(Self.blockLength)
    }

    /// Takes the next part of the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count += UInt64(bytes.count)
        for byte in bytes { append(byte) }
    }

    /// Ends the message, returns its hash and wipes what is left of it.
    package mutating func finish() -> [UInt8] {
        let bitCount = count * 8
        append(0x80)
        while block.count != Self.blockLength - 8 { append(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
        }
        var hash: [UInt8] = []
        hash.reserveCapacity(Self.length)
        for word in [state.0, state.1, state.2, state.3, state.4] {
            for shift: UInt32 in [24, 16, 8, 0] { hash.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        withUnsafeMutableBytes(of: &state) { wipe($0) }
        return hash
    }

    private mutating func append(_ byte: UInt8) {
        block.append(byte)
        guard block.count == Self.blockLength else { return }
        compress()
        wipe(&block)
        block.removeAll(keepingCapacity: true)
    }

    private mutating func compress() {
        var words: [UInt32] = []
        words.reserveCapacity(80)
        for first in stride(from: 0, to: Self.blockLength, by: 4) {
            words.append(block[first..<first + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        for index in 16..<80 {
            words.append((words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]).turned(1))
        }
        var (a, b, c, d, e) = state
        for index in 0..<80 {
            let mixed: UInt32 =
                switch index {
                case ..<20: (b & c | ~b & d) &+ 0x5a82_7999
                case ..<40: (b ^ c ^ d) &+ 0x6ed9_eba1
                case ..<60: (b & c | b & d | c & d) &+ 0x8f1b_bcdc
                default: (b ^ c ^ d) &+ 0xca62_c1d6
                }
            (a, b, c, d, e) = (a.turned(5) &+ mixed &+ e &+ words[index], a, b.turned(30), c, d)
        }
        state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
        words.withUnsafeMutableBytes { wipe($0) }
    }
}

extension UInt32 {
    /// The bits turned to the left.
    fileprivate func turned(_ count: UInt32) -> UInt32 { self << count | self >> (32 - count) }
}
