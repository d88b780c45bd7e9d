import Foundation
import OPAQUE
import Primitives

/// The state of both roles between two commands.
struct PeerSession {
    // opaque-ke's defaults: Argon2id with 19 MiB and two passes, an empty context, no identities.
    private let client = OPAQUEClient(
        suite: OPAQUESuite(id: 0x7F, keyStretching: Argon2idStretching(memoryKiB: 19 * 1024, iterations: 2)),
        context: []
    )
    private var server = OPAQUEServer(keys: .generate())
    private var registration: ClientRegistration?
    private var clientSignIn: ClientSignIn?
    private var serverSignIn: ServerSignIn?

    struct MissingField: Error {}

    /// Runs one command.
    mutating func run(_ command: Command) throws -> Answer {
        switch command.role {
        case .client: try runClient(command)
        case .server: try runServer(command)
        }
    }

    private mutating func runClient(_ command: Command) throws -> Answer {
        switch command.step {
        case .setup:
            throw MissingField()
        case .registerStart:
            let (request, state) = try client.createRegistrationRequest(password: password(command))
            registration = state
            return Answer(message: Base64URL(request.bytes))
        case .registerFinish:
            let response = try RegistrationResponse(bytes: required(command.message).bytes)
            let (record, exportKey) = try client.finalizeRegistrationRequest(required(registration), response: response)
            return Answer(record: Base64URL(record.bytes), exportKey: Base64URL(exportKey.exposedBytes()))
        case .loginStart:
            let (ke1, state) = try client.generateKE1(password: password(command))
            clientSignIn = state
            return Answer(message: Base64URL(ke1.bytes))
        case .loginFinish:
            let ke2 = try KE2(bytes: required(command.message).bytes)
            let (ke3, sessionKey, exportKey) = try client.generateKE3(required(clientSignIn), ke2: ke2)
            return Answer(
                message: Base64URL(ke3.bytes),
                sessionKey: Base64URL(sessionKey.exposedBytes()),
                exportKey: Base64URL(exportKey.exposedBytes())
            )
        }
    }

    private mutating func runServer(_ command: Command) throws -> Answer {
        switch command.step {
        case .setup:
            return try setUpServer(command)
        case .registerStart:
            let response = try server.createRegistrationResponse(
                RegistrationRequest(bytes: required(command.message).bytes),
                credentialIdentifier: identifier(command)
            )
            return Answer(message: Base64URL(response.bytes))
        case .registerFinish:
            let record = try RegistrationRecord(bytes: required(command.message).bytes)
            return Answer(record: Base64URL(record.bytes))
        case .loginStart:
            let record = try command.record.map { record in try RegistrationRecord(bytes: record.bytes) }
            let (ke2, state) = try server.generateKE2(
                KE1(bytes: required(command.message).bytes),
                record: record ?? server.fakeRecord(),
                credentialIdentifier: identifier(command),
                context: []
            )
            serverSignIn = state
            return Answer(message: Base64URL(ke2.bytes))
        case .loginFinish:
            let state = try required(serverSignIn)
            serverSignIn = nil
            let sessionKey = try server.finish(state, ke3: KE3(bytes: required(command.message).bytes))
            return Answer(sessionKey: Base64URL(sessionKey.exposedBytes()))
        }
    }

    /// Takes the peer's set-up, which is an OPRF seed and a private key with further bytes behind, or makes new keys.
    private mutating func setUpServer(_ command: Command) throws -> Answer {
        var keys = OPAQUEServerKeys.generate()
        if let setup = command.setup?.bytes {
            guard setup.count >= 96 else { throw OPAQUEError.invalidMessage }
            keys = try OPAQUEServerKeys(
                oprfSeed: SecretBytes(copying: setup[..<64]),
                privateKey: SecretBytes(copying: setup[64..<96])
            )
        }
        server = OPAQUEServer(keys: keys)
        return Answer(publicKey: Base64URL(keys.publicKey))
    }

    private func password(_ command: Command) throws -> SecretBytes {
        SecretBytes(utf8: try required(command.password))
    }

    private func identifier(_ command: Command) throws -> [UInt8] {
        [UInt8](try required(command.credentialIdentifier).utf8)
    }

    private func required<T>(_ value: T?) throws -> T {
        guard let value else { throw MissingField() }
        return value
    }
}
