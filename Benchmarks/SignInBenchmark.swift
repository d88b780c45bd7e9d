import OPAQUE
import Primitives

/// The service's work in one sign-in beside the group operations that no implementation can avoid.
struct SignInBenchmark {
    private let server = OPAQUEServer(keys: .generate())
    private let record: RegistrationRecord
    private let ke1: KE1
    private let ke3: KE3
    private let finished: ServerSignIn
    private let credential = randomBytes(count: 16)
    private let context = [UInt8]("sparekey-bench".utf8)

    /// Registers a user and runs one sign-in; the key stretching, which is the client's, is left out.
    init() throws {
        let client = OPAQUEClient(suite: OPAQUESuite(id: 0x7E, keyStretching: NoStretching()), context: context)
        let password = SecretBytes(utf8: "a password of the benchmark")
        let (request, registration) = try client.createRegistrationRequest(password: password)
        let response = try server.createRegistrationResponse(request, credentialIdentifier: credential)
        record = try client.finalizeRegistrationRequest(registration, response: response).record
        let (ke1, signIn) = try client.generateKE1(password: password)
        let answer = try server.generateKE2(
            ke1,
            record: record,
            credentialIdentifier: credential,
            context: context
        )
        self.ke1 = ke1
        ke3 = try client.generateKE3(signIn, ke2: answer.ke2).ke3
        finished = answer.state
    }

    /// KE2 and the check of KE3 beside four multiplications and one of the base element.
    func messages(rounds: Int) throws -> Comparison {
        try compare(rounds: rounds) {
            _ = try server.generateKE2(ke1, record: record, credentialIdentifier: credential, context: context)
            _ = try server.finish(finished, ke3: ke3)
        }
    }

    /// The same from the bytes of a request to those of an answer, reading the stored record as the service does.
    func bytes(rounds: Int) throws -> Comparison {
        let (ke1Bytes, ke3Bytes, recordBytes) = (ke1.bytes, ke3.bytes, record.bytes)
        return try compare(rounds: rounds) {
            let (ke2, _) = try server.generateKE2(
                try KE1(bytes: ke1Bytes),
                record: try RegistrationRecord(bytes: recordBytes),
                credentialIdentifier: credential,
                context: context
            )
            precondition(ke2.bytes.count == KE2.length, "the answer is whole")
            _ = try server.finish(finished, ke3: try KE3(bytes: ke3Bytes))
        }
    }

    private func compare(rounds: Int, _ body: () throws -> Void) throws -> Comparison {
        let scalar = Ristretto255.randomScalar()
        let element = try Ristretto255.multiplyBase(by: Ristretto255.randomScalar())
        return try Comparison(rounds: rounds, operations: 50, body) {
            for _ in 0..<4 { _ = try Ristretto255.multiply(element, by: scalar) }
            _ = try Ristretto255.multiplyBase(by: scalar)
        }
    }
}

/// Leaves the password as it is: for measuring the rest.
private final class NoStretching: KeyStretchingFunction {
    func stretch(_ input: SecretBytes) -> SecretBytes { input }
}
