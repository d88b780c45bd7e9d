import Foundation
import Primitives
import Testing

@testable import OPAQUE

@Suite struct ProtocolTests {
    let pair = Pair()

    @Test func `both sides agree, and the export key is that of the registration`() throws {
        let (record, registered) = try pair.register()
        let (ke1, state) = try pair.client.generateKE1(password: pair.password)
        let (ke2, serverState) = try pair.answer(ke1, record: record)
        let (ke3, sessionKey, exportKey) = try pair.client.generateKE3(state, ke2: ke2)
        #expect(try pair.server.finish(serverState, ke3: ke3) == sessionKey)
        #expect(exportKey == registered)
        #expect(exportKey != sessionKey)
        #expect(exportKey.count == 64 && sessionKey.count == 64)
    }

    @Test func `each run draws fresh randomness`() throws {
        let first = try pair.client.generateKE1(password: pair.password).ke1
        let second = try pair.client.generateKE1(password: pair.password).ke1
        #expect(first.blindedElement != second.blindedElement)
        #expect(first.clientNonce != second.clientNonce)
        #expect(first.clientPublicKeyshare != second.clientPublicKeyshare)
        let record = try pair.register().record
        let one = try pair.answer(first, record: record).ke2
        let two = try pair.answer(first, record: record).ke2
        #expect(one.credentialResponse.evaluatedElement == two.credentialResponse.evaluatedElement)
        #expect(one.credentialResponse.maskingNonce != two.credentialResponse.maskingNonce)
        #expect(one.serverNonce != two.serverNonce)
        #expect(one.serverPublicKeyshare != two.serverPublicKeyshare)
    }

    @Test func `the source of randomness decides every message`() throws {
        final class Repeating: RandomSource {
            private let byte: UInt8
            init(byte: UInt8) { self.byte = byte }
            func bytes(count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
        }
        func run(_ client: UInt8, _ server: UInt8) throws -> [[UInt8]] {
            let random = (client: Repeating(byte: client), server: Repeating(byte: server))
            let client = OPAQUEClient(suite: .identity, context: Pair.context, random: random.client)
            let server = OPAQUEServer(keys: pair.server.keys, random: random.server)
            let (request, registration) = try client.createRegistrationRequest(password: pair.password)
            let response = try server.createRegistrationResponse(request, credentialIdentifier: pair.user)
            let (record, _) = try client.finalizeRegistrationRequest(registration, response: response)
            let (ke1, _) = try client.generateKE1(password: pair.password)
            let (ke2, _) = try server.generateKE2(
                ke1,
                record: record,
                credentialIdentifier: pair.user,
                context: Pair.context
            )
            return [request.bytes, record.bytes, ke1.bytes, ke2.bytes, server.fakeRecord().bytes]
        }
        let first = try run(1, 2)
        #expect(try run(1, 2) == first)
        #expect(zip(try run(3, 4), first).allSatisfy { $0 != $1 })
    }

    @Test(arguments: ["correct horse battery stapl", "Correct horse battery staple", "", "x"])
    func `the client reports a wrong password`(_ guess: String) throws {
        let (record, _) = try pair.register()
        let (ke1, state) = try pair.client.generateKE1(password: SecretBytes(utf8: guess))
        let (ke2, _) = try pair.answer(ke1, record: record)
        #expect(throws: OPAQUEError.wrongPassword) { try pair.client.generateKE3(state, ke2: ke2) }
    }

    @Test func `an empty password works like any other`() throws {
        let empty = SecretBytes(copying: [UInt8]())
        let (request, registration) = try pair.client.createRegistrationRequest(password: empty)
        let response = try pair.server.createRegistrationResponse(request, credentialIdentifier: pair.user)
        let (record, registered) = try pair.client.finalizeRegistrationRequest(registration, response: response)
        let (ke1, state) = try pair.client.generateKE1(password: empty)
        let (ke2, _) = try pair.answer(ke1, record: record)
        #expect(try pair.client.generateKE3(state, ke2: ke2).exportKey == registered)
    }

    @Test func `an unknown user looks like a wrong password, in messages of the same sizes`() throws {
        let (record, _) = try pair.register()
        let (ke1, state) = try pair.client.generateKE1(password: pair.password)
        let fake = pair.server.fakeRecord()
        #expect(fake.bytes.count == record.bytes.count)
        #expect(try RegistrationRecord(bytes: fake.bytes) == fake)
        #expect(fake != pair.server.fakeRecord())
        let (ke2, serverState) = try pair.answer(ke1, record: fake)
        #expect(ke2.bytes.count == KE2.length)
        #expect(serverState.bytes.count == (try pair.answer(ke1, record: record).state.bytes.count))
        #expect(throws: OPAQUEError.wrongPassword) { try pair.client.generateKE3(state, ke2: ke2) }
        #expect(throws: OPAQUEError.clientAuthentication) {
            try pair.server.finish(serverState, ke3: KE3(bytes: randomBytes(count: 64)))
        }
    }

    /// One difference between what client and server believe.
    struct Disagreement: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let client: OPAQUEClient
    }

    @Test(arguments: [
        Disagreement(
            testDescription: "context",
            client: OPAQUEClient(suite: .identity, context: [UInt8]("other".utf8))
        ),
        Disagreement(
            testDescription: "client identity",
            client: OPAQUEClient(suite: .identity, context: Pair.context, clientIdentity: [1])
        ),
        Disagreement(
            testDescription: "server identity",
            client: OPAQUEClient(suite: .identity, context: Pair.context, serverIdentity: [1])
        ),
        Disagreement(testDescription: "suite", client: OPAQUEClient(suite: .opaquePeer, context: Pair.context)),
    ])
    func `client and server must agree on every setting`(_ disagreement: Disagreement) throws {
        let (record, _) = try pair.register()
        let (ke1, state) = try disagreement.client.generateKE1(password: pair.password)
        let (ke2, _) = try pair.answer(ke1, record: record)
        #expect(throws: OPAQUEError.wrongPassword) { try disagreement.client.generateKE3(state, ke2: ke2) }
    }

    @Test func `another credential identifier or another server does not open the record`() throws {
        let (record, _) = try pair.register()
        let (ke1, state) = try pair.client.generateKE1(password: pair.password)
        let (otherUser, _) = try pair.server.generateKE2(
            ke1,
            record: record,
            credentialIdentifier: [9],
            context: Pair.context
        )
        let (otherServer, _) = try Pair().answer(ke1, record: record)
        for ke2 in [otherUser, otherServer] {
            #expect(throws: OPAQUEError.wrongPassword) { try pair.client.generateKE3(state, ke2: ke2) }
        }
    }

    @Test func `the state of one sign-in does not finish another`() throws {
        let (record, _) = try pair.register()
        let (ke1, state) = try pair.client.generateKE1(password: pair.password)
        let (ke2, _) = try pair.answer(ke1, record: record)
        let (_, otherState) = try pair.answer(ke1, record: record)
        let (ke3, _, _) = try pair.client.generateKE3(state, ke2: ke2)
        #expect(throws: OPAQUEError.clientAuthentication) { try pair.server.finish(otherState, ke3: ke3) }
    }

    @Test func `a function that cannot stretch is not taken for a wrong password`() throws {
        final class Failing: KeyStretchingFunction {
            func stretch(_ input: SecretBytes) throws(OPAQUEError) -> SecretBytes { throw .stretchingFailed }
        }
        let client = OPAQUEClient(suite: OPAQUESuite(id: 0x7D, keyStretching: Failing()), context: Pair.context)
        let (ke1, state) = try client.generateKE1(password: pair.password)
        let (ke2, _) = try pair.answer(ke1, record: try pair.register().record)
        #expect(throws: OPAQUEError.stretchingFailed) { try client.generateKE3(state, ke2: ke2) }
    }

    @Test func `server keys must be a seed of 64 bytes and a scalar`() {
        let scalar = Ristretto255.randomScalar()
        #expect(throws: OPAQUEError.invalidMessage) {
            try OPAQUEServerKeys(oprfSeed: .random(count: 63), privateKey: scalar)
        }
        #expect(throws: OPAQUEError.invalidMessage) {
            try OPAQUEServerKeys(
                oprfSeed: .random(count: 64),
                privateKey: SecretBytes(copying: [UInt8](repeating: 0xFF, count: 32))
            )
        }
        #expect(throws: OPAQUEError.invalidMessage) {
            try OPAQUEServerKeys(
                oprfSeed: .random(count: 64),
                privateKey: SecretBytes(copying: [UInt8](repeating: 0, count: 32))
            )
        }
    }
}
