import Primitives
import TestSupport

@testable import OPAQUE

extension OPAQUESuite {
    /// The suite of the RFC's vectors, and of tests that need speed.
    static let identity = OPAQUESuite(id: 0x7E, keyStretching: NoStretching())
    /// The suite of opaque-ke's defaults, which the peer in `Tests/OPAQUEPeer` speaks.
    static let opaquePeer = OPAQUESuite(
        id: 0x7F,
        keyStretching: Argon2idStretching(memoryKiB: 19 * 1024, iterations: 2)
    )
}

extension SecretBytes {
    convenience init(_ hex: HexBytes) {
        self.init(copying: hex.bytes)
    }
}

/// A client and a server that know each other, and one registered user.
struct Pair {
    static let context: [UInt8] = OPAQUESuite.identity.context([UInt8]("tests".utf8))

    let client = OPAQUEClient(suite: .identity, context: Pair.context)
    let server = OPAQUEServer(keys: .generate())
    let user: [UInt8] = [1, 2, 3, 4]
    let password = SecretBytes(utf8: "correct horse battery staple")

    func register() throws -> (record: RegistrationRecord, exportKey: SecretBytes) {
        let (request, state) = try client.createRegistrationRequest(password: password)
        let response = try server.createRegistrationResponse(request, credentialIdentifier: user)
        return try client.finalizeRegistrationRequest(state, response: response)
    }

    func answer(_ ke1: KE1, record: RegistrationRecord) throws -> (ke2: KE2, state: ServerSignIn) {
        try server.generateKE2(ke1, record: record, credentialIdentifier: user, context: Pair.context)
    }
}

extension [UInt8] {
    /// Every array that differs from this one in one bit of one byte, for each byte.
    var mutations: [[UInt8]] {
        indices.flatMap { index in
            [0x01, 0x80].map { (mask: UInt8) in
                var changed = self
                changed[index] ^= mask
                return changed
            }
        }
    }
}
