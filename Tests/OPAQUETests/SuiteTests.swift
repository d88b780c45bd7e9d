import Foundation
import Primitives
import TestSupport
import Testing

@testable import OPAQUE

@Suite struct SuiteTests {
    @Test func `three suites are shipped and no test suite is among them`() {
        #expect(OPAQUESuite.shipped(id: 1)?.id == 1)
        #expect(OPAQUESuite.shipped(id: 2)?.id == 2)
        #expect(OPAQUESuite.shipped(id: 3)?.id == 3)
        for id: UInt16 in [0, 4, 0x7E, 0x7F, 0x100, .max] {
            #expect(OPAQUESuite.shipped(id: id) == nil)
        }
    }

    @Test func `the context names the suite`() {
        #expect(OPAQUESuite.standard.context([1, 2]) == [1, 2, 0, 2])
        #expect(OPAQUESuite(id: 0x0102, keyStretching: NoStretching()).context([]) == [1, 2])
    }

    @Test func `stretching is Argon2id over a salt of zeros`() throws {
        let input = SecretBytes(utf8: "input")
        let expected = try Argon2id.derive(
            password: input,
            salt: [UInt8](repeating: 0, count: 16),
            memoryKiB: 19 * 1024,
            iterations: 2,
            outputLength: 64
        )
        #expect(try OPAQUESuite.opaquePeer.keyStretching.stretch(input) == expected)
    }

    @Test(arguments: [(UInt16(1), 64), (2, 256)])
    func `a guess costs three passes over 64 or, in the standard suite, 256 MiB`(id: UInt16, memoryMiB: Int) throws {
        let input = SecretBytes(utf8: "input")
        let expected = try Argon2id.derive(
            password: input,
            salt: [UInt8](repeating: 0, count: 16),
            memoryKiB: memoryMiB * 1024,
            iterations: 3,
            outputLength: 64
        )
        let suite = try #require(OPAQUESuite.shipped(id: id))
        #expect(try suite.keyStretching.stretch(input) == expected)
        #expect(OPAQUESuite.standard.id == 2)
    }

    @Test func `the floor suite registers and signs in`() throws {
        let context = OPAQUESuite.lowMemory.context([UInt8]("tests".utf8))
        let client = OPAQUEClient(
            suite: .lowMemory,
            context: context,
            clientIdentity: [UInt8]("alice".utf8),
            serverIdentity: [UInt8]("service".utf8)
        )
        let server = OPAQUEServer(keys: .generate(), serverIdentity: [UInt8]("service".utf8))
        let password = SecretBytes(utf8: "correct horse battery staple")
        let (request, registration) = try client.createRegistrationRequest(password: password)
        let response = try server.createRegistrationResponse(request, credentialIdentifier: [1])
        let (record, registered) = try client.finalizeRegistrationRequest(registration, response: response)
        let (ke1, state) = try client.generateKE1(password: password)
        let (ke2, serverState) = try server.generateKE2(
            ke1,
            record: record,
            credentialIdentifier: [1],
            context: context,
            clientIdentity: [UInt8]("alice".utf8)
        )
        let (ke3, sessionKey, exportKey) = try client.generateKE3(state, ke2: ke2)
        #expect(exportKey == registered)
        #expect(try server.finish(serverState, ke3: ke3) == sessionKey)
    }
}
