import Foundation
import Primitives
import TestSupport
import Testing

@testable import OPAQUE

@Suite struct RFC9807Tests {
    struct File: Decodable {
        let real: [Vector]
        let fake: FakeVector
    }

    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        let section: String
        let context: HexBytes
        let clientIdentity: HexBytes?
        let serverIdentity: HexBytes?
        let oprfSeed: HexBytes
        let credentialIdentifier: HexBytes
        let password: HexBytes
        let envelopeNonce: HexBytes
        let maskingNonce: HexBytes
        let serverPrivateKey: HexBytes
        let serverPublicKey: HexBytes
        let serverNonce: HexBytes
        let clientNonce: HexBytes
        let clientKeyshareSeed: HexBytes
        let serverKeyshareSeed: HexBytes
        let blindRegistration: HexBytes
        let blindLogin: HexBytes
        let clientPublicKey: HexBytes
        let randomizedPassword: HexBytes
        let envelope: HexBytes
        let oprfKey: HexBytes
        let registrationRequest: HexBytes
        let registrationResponse: HexBytes
        let registrationUpload: HexBytes
        let ke1: HexBytes
        let ke2: HexBytes
        let ke3: HexBytes
        let exportKey: HexBytes
        let sessionKey: HexBytes

        var testDescription: String { section }

        var client: OPAQUEClient {
            OPAQUEClient(
                suite: .identity,
                context: context.bytes,
                clientIdentity: clientIdentity?.bytes,
                serverIdentity: serverIdentity?.bytes
            )
        }

        var server: OPAQUEServer {
            get throws {
                let keys = try OPAQUEServerKeys(
                    oprfSeed: SecretBytes(oprfSeed),
                    privateKey: SecretBytes(serverPrivateKey)
                )
                return OPAQUEServer(keys: keys, serverIdentity: serverIdentity?.bytes)
            }
        }
    }

    struct FakeVector: Decodable {
        let context: HexBytes
        let clientIdentity: HexBytes
        let serverIdentity: HexBytes
        let oprfSeed: HexBytes
        let credentialIdentifier: HexBytes
        let maskingNonce: HexBytes
        let clientPublicKey: HexBytes
        let serverPrivateKey: HexBytes
        let serverPublicKey: HexBytes
        let serverNonce: HexBytes
        let serverKeyshareSeed: HexBytes
        let maskingKey: HexBytes
        let ke1: HexBytes
        let ke2: HexBytes
    }

    @Test(arguments: try vectors("rfc9807", in: .module, as: File.self).real)
    func `a registration follows the vector`(_ vector: Vector) throws {
        let client = vector.client
        let server = try vector.server
        #expect(server.keys.publicKey == vector.serverPublicKey.bytes)
        #expect(
            try server.keys.oprfKey(credentialIdentifier: vector.credentialIdentifier.bytes).exposedBytes()
                == vector.oprfKey.bytes
        )

        let (request, state) = try client.createRegistrationRequest(
            password: SecretBytes(vector.password),
            blind: SecretBytes(vector.blindRegistration)
        )
        #expect(request.bytes == vector.registrationRequest.bytes)

        let response = try server.createRegistrationResponse(
            RegistrationRequest(bytes: request.bytes),
            credentialIdentifier: vector.credentialIdentifier.bytes
        )
        #expect(response.bytes == vector.registrationResponse.bytes)

        let randomizedPassword = try client.randomizedPassword(
            state.password,
            blind: state.blind,
            evaluatedElement: response.evaluatedElement
        )
        #expect(SecretBytes(copying: randomizedPassword).exposedBytes() == vector.randomizedPassword.bytes)

        let (record, exportKey) = try client.finalizeRegistrationRequest(
            state,
            response: RegistrationResponse(bytes: response.bytes),
            envelopeNonce: vector.envelopeNonce.bytes
        )
        #expect(record.bytes == vector.registrationUpload.bytes)
        #expect(record.clientPublicKey == vector.clientPublicKey.bytes)
        #expect(record.envelope.bytes == vector.envelope.bytes)
        #expect(exportKey.exposedBytes() == vector.exportKey.bytes)
    }

    @Test(arguments: try vectors("rfc9807", in: .module, as: File.self).real)
    func `a sign-in follows the vector`(_ vector: Vector) throws {
        let client = vector.client
        let server = try vector.server
        let (ke1, state) = try client.generateKE1(
            password: SecretBytes(vector.password),
            blind: SecretBytes(vector.blindLogin),
            clientNonce: vector.clientNonce.bytes,
            keyshareSeed: SecretBytes(vector.clientKeyshareSeed)
        )
        #expect(ke1.bytes == vector.ke1.bytes)

        let (ke2, serverState) = try server.generateKE2(
            KE1(bytes: ke1.bytes),
            record: RegistrationRecord(bytes: vector.registrationUpload.bytes),
            credentialIdentifier: vector.credentialIdentifier.bytes,
            context: vector.context.bytes,
            clientIdentity: vector.clientIdentity?.bytes,
            maskingNonce: vector.maskingNonce.bytes,
            serverNonce: vector.serverNonce.bytes,
            keyshareSeed: SecretBytes(vector.serverKeyshareSeed)
        )
        #expect(ke2.bytes == vector.ke2.bytes)

        let (ke3, sessionKey, exportKey) = try client.generateKE3(state, ke2: KE2(bytes: ke2.bytes))
        #expect(ke3.bytes == vector.ke3.bytes)
        #expect(sessionKey.exposedBytes() == vector.sessionKey.bytes)
        #expect(exportKey.exposedBytes() == vector.exportKey.bytes)

        let stored = try ServerSignIn(bytes: serverState.bytes)
        #expect(try server.finish(stored, ke3: KE3(bytes: ke3.bytes)).exposedBytes() == vector.sessionKey.bytes)
    }

    @Test func `an unknown user is answered as in section C.2.1`() throws {
        let vector = try vectors("rfc9807", in: .module, as: File.self).fake
        let keys = try OPAQUEServerKeys(
            oprfSeed: SecretBytes(vector.oprfSeed),
            privateKey: SecretBytes(vector.serverPrivateKey)
        )
        #expect(keys.publicKey == vector.serverPublicKey.bytes)
        let record = RegistrationRecord(
            clientPublicKey: vector.clientPublicKey.bytes,
            maskingKey: vector.maskingKey.bytes,
            envelope: .zero
        )
        let (ke2, _) = try OPAQUEServer(keys: keys, serverIdentity: vector.serverIdentity.bytes).generateKE2(
            KE1(bytes: vector.ke1.bytes),
            record: record,
            credentialIdentifier: vector.credentialIdentifier.bytes,
            context: vector.context.bytes,
            clientIdentity: vector.clientIdentity.bytes,
            maskingNonce: vector.maskingNonce.bytes,
            serverNonce: vector.serverNonce.bytes,
            keyshareSeed: SecretBytes(vector.serverKeyshareSeed)
        )
        #expect(ke2.bytes == vector.ke2.bytes)
    }
}
