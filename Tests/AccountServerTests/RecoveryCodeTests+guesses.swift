import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import HummingbirdTesting
import OPAQUE
import Primitives
import SQLDatabase
import Testing

/// What someone learns and spends who tries recovery codes.
extension RecoveryCodeTests {
    @Test func `an account without a code is answered as one with a code and as none`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.makeCode(Self.code, in: try await client.signIn())
            try await client.register("eve", "her own password")
            var sizes: Set<Int> = []
            var evaluated: [String: Set<[UInt8]>] = [:]
            var codes = 0
            let (ke1, _) = try TestClient.opaque.generateKE1(password: SecretBytes(utf8: "wrong"))
            for name in [TestClient.ada, "eve", "nobody"] {
                for index in 0..<10 {
                    // A password counts for the name and its network, a code for the address alone.
                    let kind: CredentialKind? = index.isMultiple(of: 2) ? .recoveryCode : .password
                    let request = StartSignIn.Request(
                        username: name,
                        ke1: Bytes(ke1.bytes),
                        knownDevice: nil,
                        credential: kind
                    )
                    let body = Array(try JSONEncoder().encode(request))
                    let response = try await client.send(StartSignIn.path, method: .post, body: body)
                    let decoded = try response.decode(StartSignIn.Response.self)
                    sizes.insert(response.data.count - String(decoded.attemptsLeft).utf8.count)
                    codes += kind == .recoveryCode ? 1 : 0
                    #expect(decoded.attemptsLeft == (kind == .recoveryCode ? 1000 - codes : 4 - index / 2), "\(name)")
                    #expect(decoded.suite == OPAQUESuite.standard.id)
                    evaluated["\(name) \(kind == .recoveryCode)", default: []].insert(
                        Array(decoded.ke2.bytes.prefix(32))
                    )
                    let finish = SignInTests.finish(decoded.signIn, [UInt8](repeating: 7, count: 64))
                    try await expectProblem(.signInRefused) { try await client.call(FinishSignIn.self, finish) }
                }
                try await expectProblem(.tooManyAttempts) { try await client.start(name, "wrong") }
            }
            #expect(sizes.count == 1)
            // Each name has one OPRF key a kind, which stays the same.
            #expect(evaluated.count == 6)
            #expect(evaluated.values.allSatisfy { $0.count == 1 })
            #expect(Set(evaluated.values.flatMap { $0 }).count == 6)
        }
    }

    @Test func `a code gives nobody more guesses at the password`() async throws {
        try await TestService().run { client in
            try await client.register()
            let owner = try await client.signIn()
            try await client.makeCode(Self.code, in: owner)
            let codes = await withTaskGroup(of: ProblemCode?.self) { group in
                for index in 0..<100 {
                    let kind: CredentialKind = index.isMultiple(of: 2) ? .recoveryCode : .password
                    group.addTask {
                        try? await problem { try await client.start(TestClient.ada, "wrong", with: kind) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // Five passwords; a code of 130 bits is not guessed, however often someone tries.
            #expect(codes.count { $0 == nil } == 55)
            #expect(codes.count { $0 == .tooManyAttempts } == 45)
            // The owner's device has a budget of its own, for the code as well.
            let device = try #require(owner.device)
            let (response, _) = try await client.start(
                TestClient.ada,
                Self.code,
                knownDevice: device,
                with: .recoveryCode
            )
            #expect(response.attemptsLeft == 29)
        }
    }

    @Test func `an address tries a thousand codes in an hour, and keeps none from elsewhere`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            try await client.makeCode(Self.code, in: try await client.signIn())
            let guesser = client.at("198.51.100.7")
            _ = try await guesser.start(TestClient.ada, "wrong", with: .recoveryCode)
            // As after 998 more of them.
            try await service.database.write { transaction in
                try transaction.execute("UPDATE attempt SET count = 999", [])
            }
            let last = try await guesser.start("nobody", "wrong", with: .recoveryCode)
            #expect(last.response.attemptsLeft == 0)
            for code in ["wrong", Self.code] {
                try await expectProblem(.tooManyFromAddress) {
                    try await guesser.signIn(TestClient.ada, code, with: .recoveryCode)
                }
            }
            _ = try await client.at("192.0.2.77").signIn(TestClient.ada, Self.code, with: .recoveryCode)
            service.clock.advance(3600)
            _ = try await guesser.signIn(TestClient.ada, Self.code, with: .recoveryCode)
        }
    }

    @Test func `a success with the code gives its attempt back`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.makeCode(Self.code, in: try await client.signIn())
            for _ in 0..<15 {
                _ = try await client.signIn(TestClient.ada, Self.code, device: nil, with: .recoveryCode)
            }
            let left = try await client.start(TestClient.ada, "wrong", with: .recoveryCode).response.attemptsLeft
            #expect(left == 999)
        }
    }
}
