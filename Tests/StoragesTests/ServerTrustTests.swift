import Encodings
import Testing

@testable import Storages

/// What passes for a file of certificates before any server is asked.
@Suite struct ServerTrustTests {
    /// Three elements in one, with one byte each, as a certificate has them.
    private static let shape: [UInt8] = [0x30, 0x09, 0x30, 0x01, 0x05, 0x30, 0x01, 0x05, 0x03, 0x01, 0x00]

    private func pem(_ bytes: [UInt8]) -> [UInt8] {
        Array("-----BEGIN CERTIFICATE-----\n\(Base64.encode(bytes))\n-----END CERTIFICATE-----\n".utf8)
    }

    @Test func `a file of one or several certificates is accepted`() {
        #expect(ServerTrust.holdsCertificates(pem(Self.shape)))
        #expect(ServerTrust.holdsCertificates(pem(Self.shape) + pem(Self.shape)))
    }

    @Test func `a file without certificates, or with one that is cut, longer or something else, is refused`() {
        #expect(!ServerTrust.holdsCertificates([]))
        #expect(!ServerTrust.holdsCertificates(Array("Welcome to the hotel".utf8)))
        #expect(!ServerTrust.holdsCertificates(pem(Array("Welcome to the hotel".utf8))))
        #expect(!ServerTrust.holdsCertificates(pem(Self.shape + [0])))
        for count in 0..<Self.shape.count { #expect(!ServerTrust.holdsCertificates(pem(Array(Self.shape[..<count])))) }
        for length in [0x80, 0x85, 0xFF] as [UInt8] {
            var broken = Self.shape
            broken[1] = length
            #expect(!ServerTrust.holdsCertificates(pem(broken)))
        }
        // One broken certificate spoils the file.
        #expect(!ServerTrust.holdsCertificates(pem(Self.shape) + pem([])))
    }
}
