/// Hashes that nothing new uses.
public enum Insecure {
    /// FIPS 180-4 section 6.1, which the codes of most accounts are made with.
    public enum SHA1: HashFunction {
        /// The bytes of a block.
        public static var blockByteCount: Int { 64 }
        /// The bytes of a hash.
        public static var byteCount: Int { 20 }
        /// The words before the first block.
        public static var start: [UInt32] { [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0] }

        /// Takes one block in.
        public static func compress(_ state: inout [UInt32], _ block: [UInt32]) {
            var words = block
            for index in 16..<80 {
                let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
                words.append(mixed.turned(31))
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for index in 0..<80 {
                let mixed: UInt32
                switch index {
                case ..<20: mixed = (b & c | ~b & d) &+ 0x5a82_7999
                case ..<40: mixed = (b ^ c ^ d) &+ 0x6ed9_eba1
                case ..<60: mixed = (b & c | b & d | c & d) &+ 0x8f1b_bcdc
                default: mixed = (b ^ c ^ d) &+ 0xca62_c1d6
                }
                (a, b, c, d, e) = (a.turned(27) &+ mixed &+ e &+ words[index], a, b.turned(2), c, d)
            }
            for (index, word) in [a, b, c, d, e].enumerated() { state[index] &+= word }
        }
    }
}
