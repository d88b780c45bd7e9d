/// What makes key pairs of P-256 and works with them: swift-crypto in the programs, and WebCrypto in a browser.
///
/// A private half is bytes that mean something to whatever made it, and to nothing else.
package protocol KeyPairs: AnyObject, Sendable {
    /// Makes a private half.
    func make() -> SecretBytes

    /// The public half, uncompressed (SEC 1, section 2.3.3): 65 bytes.
    func publicKey(of key: SecretBytes) throws(PrimitiveError) -> [UInt8]

    /// Signs with ECDSA over SHA-256 (FIPS 186-5): `r ‖ s`, 64 bytes.
    func signature(of message: [UInt8], by key: SecretBytes) throws(PrimitiveError) -> [UInt8]

    /// Agrees on a secret with whoever has the other private half (SP 800-56A, ECDH): 32 bytes.
    func agreement(of key: SecretBytes, with publicKey: [UInt8]) throws(PrimitiveError) -> SecretBytes
}

/// The private half of a key pair of P-256 where the vault holds it: 32 bytes, a number from 1 to below the order.
package enum P256Scalar {
    // FIPS 186-5 and SP 800-186, section 3.2.1.3.
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]

    /// Whether the bytes are a private half; takes the same time for all that are 32.
    package static func isValid(_ key: SecretBytes) -> Bool {
        guard key.count == 32 else { return false }
        return key.withBytes { bytes in
            var (borrow, bits): (Int32, UInt8) = (0, 0)
            for place in stride(from: 31, through: 0, by: -1) {
                bits |= bytes[place]
                // Below zero where more is taken away than is there.
                borrow = (Int32(bytes[place]) - Int32(order[place]) + borrow) >> 31
            }
            return borrow != 0 && bits != 0
        }
    }
}
