import Encodings
import OPAQUE
import OutsideText
import Primitives
import Synchronization

/// The client of OPAQUE with the randomness that a vector gives, and with no stretching, as the RFC's vectors have it.
enum RunOPAQUE {
    /// The answer to `register CONTEXT CLIENT SERVER PASSWORD BLIND NONCE RESPONSE` or `sign-in CONTEXT CLIENT SERVER
    /// PASSWORD BLIND NONCE SEED KE2`, all in hexadecimal, `-` for what is not there: each message of the client, and the
    /// keys that come out.
    static func answer(_ order: String) -> String {
        let parts = order.pieces(at: " ")
        guard parts.count >= 8 else { return "?" }
        let inputs = parts.dropFirst().map { Hex.decode($0) }
        let given = inputs[4..<inputs.count - 1].map { $0 ?? [] }
        let client = OPAQUEClient(
            suite: OPAQUESuite(id: 0x7E, keyStretching: Unstretched()),
            context: inputs[0] ?? [],
            clientIdentity: inputs[1],
            serverIdentity: inputs[2],
            random: GivenBytes(given)
        )
        let password = SecretBytes(copying: inputs[3] ?? [])
        let message = inputs[inputs.count - 1] ?? []
        do throws(OPAQUEError) {
            let found =
                parts[0].isSame(as: "register")
                ? try register(client, password, message) : try signIn(client, password, message)
            return found.map { Hex.encode($0) }.joined(separator: " ")
        } catch {
            return "!" + name(error)
        }
    }

    private static func register(
        _ client: OPAQUEClient,
        _ password: SecretBytes,
        _ response: [UInt8]
    ) throws(OPAQUEError) -> [[UInt8]] {
        let (request, state) = try client.createRegistrationRequest(password: password)
        let response = try RegistrationResponse(bytes: response)
        let (record, exportKey) = try client.finalizeRegistrationRequest(state, response: response)
        return [request.bytes, record.bytes, exportKey.exposedBytes()]
    }

    private static func signIn(
        _ client: OPAQUEClient,
        _ password: SecretBytes,
        _ ke2: [UInt8]
    ) throws(OPAQUEError) -> [[UInt8]] {
        let (ke1, state) = try client.generateKE1(password: password)
        let (ke3, sessionKey, exportKey) = try client.generateKE3(state, ke2: KE2(bytes: ke2))
        return [ke1.bytes, ke3.bytes, sessionKey.exposedBytes(), exportKey.exposedBytes()]
    }

    private static func name(_ error: OPAQUEError) -> String {
        switch error {
        case .invalidMessage: "message"
        case .wrongPassword: "password"
        case .clientAuthentication: "client"
        case .stretchingFailed: "stretching"
        }
    }
}

/// Gives what it was given, one after the other, with zeros behind: a scalar among it is reduced to itself.
private final class GivenBytes: RandomSource {
    private let given: [[UInt8]]
    private let next = Atomic(0)

    init(_ given: [[UInt8]]) { self.given = given }

    func bytes(count: Int) -> [UInt8] {
        let found = given[next.wrappingAdd(1, ordering: .relaxed).oldValue]
        return found + [UInt8](repeating: 0, count: count - found.count)
    }
}

private final class Unstretched: KeyStretchingFunction {
    func stretch(_ input: SecretBytes) throws(OPAQUEError) -> SecretBytes { input }
}
