import Foundation
import Primitives
import Testing

@testable import OPAQUE

/// Changes two bits of every byte of every message and of the record: no run may succeed, and each fails at its step.
@Suite struct MutationTests {
    let pair = Pair()

    /// Runs a sign-in and says where it fails; nothing means that it succeeded.
    func signIn(
        record: [UInt8],
        changeKE1: ([UInt8]) -> [UInt8] = { $0 },
        changeKE2: ([UInt8]) -> [UInt8] = { $0 }
    ) throws -> OPAQUEError? {
        let (ke1, state) = try pair.client.generateKE1(password: pair.password)
        do throws(OPAQUEError) {
            let (ke2, serverState) = try pair.server.generateKE2(
                KE1(bytes: changeKE1(ke1.bytes)),
                record: RegistrationRecord(bytes: record),
                credentialIdentifier: pair.user,
                context: Pair.context
            )
            let (ke3, _, _) = try pair.client.generateKE3(state, ke2: KE2(bytes: changeKE2(ke2.bytes)))
            _ = try pair.server.finish(serverState, ke3: ke3)
            return nil
        } catch {
            return error
        }
    }

    @Test func `without a change the run succeeds`() throws {
        #expect(try signIn(record: pair.register().record.bytes) == nil)
    }

    @Test func `no byte of the record can be changed`() throws {
        let record = try pair.register().record.bytes
        for (index, changed) in record.mutations.enumerated() {
            let error = try signIn(record: changed)
            // Two mutations a byte; only the public key at the front can be refused as a message.
            let allowed: [OPAQUEError] = index / 2 < 32 ? [.invalidMessage, .wrongPassword] : [.wrongPassword]
            #expect(error.map(allowed.contains) == true, "byte \(index / 2)")
        }
    }

    @Test func `no byte of KE1 can be changed`() throws {
        let record = try pair.register().record.bytes
        for index in 0..<KE1.length {
            for mask: UInt8 in [0x01, 0x80] {
                let error = try signIn(record: record, changeKE1: { $0.changing(index, by: mask) })
                let isNonce = (32..<64).contains(index)
                let allowed: [OPAQUEError] = isNonce ? [.wrongPassword] : [.invalidMessage, .wrongPassword]
                #expect(error.map(allowed.contains) == true, "byte \(index)")
            }
        }
    }

    @Test func `no byte of KE2 can be changed`() throws {
        let record = try pair.register().record.bytes
        for index in 0..<KE2.length {
            for mask: UInt8 in [0x01, 0x80] {
                let error = try signIn(record: record, changeKE2: { $0.changing(index, by: mask) })
                let isElement = index < 32 || (224..<256).contains(index)
                let allowed: [OPAQUEError] = isElement ? [.invalidMessage, .wrongPassword] : [.wrongPassword]
                #expect(error.map(allowed.contains) == true, "byte \(index)")
            }
        }
    }

    @Test func `no byte of KE3 or of the expected MAC can be changed`() throws {
        let (ke1, state) = try pair.client.generateKE1(password: pair.password)
        let (ke2, serverState) = try pair.answer(ke1, record: try pair.register().record)
        let (ke3, _, _) = try pair.client.generateKE3(state, ke2: ke2)
        for changed in ke3.bytes.mutations {
            #expect(throws: OPAQUEError.clientAuthentication) {
                try pair.server.finish(serverState, ke3: KE3(bytes: changed))
            }
        }
        for index in 0..<64 {
            let stored = SecretBytes(copying: serverState.bytes.exposedBytes().changing(index, by: 1))
            #expect(throws: OPAQUEError.clientAuthentication) {
                try pair.server.finish(ServerSignIn(bytes: stored), ke3: ke3)
            }
        }
    }

    @Test func `a changed registration message gives no record that the password opens`() throws {
        for index in 0..<RegistrationRequest.length + RegistrationResponse.length {
            for mask: UInt8 in [0x01, 0x80] {
                let error = try registerAndSignIn(changing: index, by: mask)
                let allowed: [OPAQUEError] = [.invalidMessage, .wrongPassword]
                #expect(error.map(allowed.contains) == true, "byte \(index)")
            }
        }
    }

    /// Changes a byte of the request, or of the response that follows it, and signs in with what came of it.
    private func registerAndSignIn(changing index: Int, by mask: UInt8) throws -> OPAQUEError? {
        let (request, state) = try pair.client.createRegistrationRequest(password: pair.password)
        let registered: RegistrationRecord
        do throws(OPAQUEError) {
            let isRequest = index < RegistrationRequest.length
            let response = try pair.server.createRegistrationResponse(
                RegistrationRequest(bytes: isRequest ? request.bytes.changing(index, by: mask) : request.bytes),
                credentialIdentifier: pair.user
            )
            let offset = index - RegistrationRequest.length
            (registered, _) = try pair.client.finalizeRegistrationRequest(
                state,
                response: RegistrationResponse(
                    bytes: isRequest ? response.bytes : response.bytes.changing(offset, by: mask)
                )
            )
        } catch {
            return error
        }
        return try signIn(record: registered.bytes)
    }
}

extension [UInt8] {
    /// Returns the array with some bits of one byte inverted.
    func changing(_ index: Int, by mask: UInt8) -> [UInt8] {
        var changed = self
        changed[index] ^= mask
        return changed
    }
}
