import AccountAPI
import OPAQUE
import SQLDatabase
import Testing

@Suite struct AttemptTests {
    @Test func `ten of a hundred parallel tries are evaluated`() async throws {
        try await TestService().run { client in
            try await client.register()
            let codes = await withTaskGroup(of: ProblemCode?.self) { group in
                for _ in 0..<100 {
                    group.addTask { try? await problem { try await client.start(TestClient.ada, "wrong") } }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 10)
            #expect(codes.count { $0 == .tooManyAttempts } == 90)
        }
    }

    @Test func `a success gives its attempt back`() async throws {
        try await TestService().run { client in
            try await client.register()
            for _ in 0..<40 {
                _ = try await client.signIn(device: nil)
            }
            #expect(try await client.start(TestClient.ada, "wrong").response.attemptsLeft == 9)
        }
    }

    @Test func `an attempt that is not finished stays spent`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            for left in (0..<10).reversed() {
                #expect(try await client.start().response.attemptsLeft == left)
            }
            let refusal = await #expect(throws: Problem.self) { try await client.start() }
            #expect(refusal?.code == .tooManyAttempts)
            let wait = try #require(refusal?.retryAfter)
            #expect((1...3600).contains(wait))
            service.clock.advance(Double(wait))
            _ = try await client.signIn()
        }
    }

    @Test func `thirty wrong tries are the most in a day`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            var evaluated = 0
            for _ in 0..<24 {
                for _ in 0..<11 where try await problem({ try await client.start(TestClient.ada, "wrong") }) == nil {
                    evaluated += 1
                }
                service.clock.advance(3600)
            }
            // A day of the test touches two days of the calendar.
            #expect((30...60).contains(evaluated))
            let left = try await service.database.read { transaction in
                try transaction.rows("SELECT count FROM attempt WHERE scope LIKE 'day/%'", [])
                    .map { try $0.integer("count") }
            }
            #expect(left.allSatisfy { $0 <= 30 })
        }
    }

    @Test func `a hundred wrong tries in a row stop the account for a week`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            var evaluated = 0
            for _ in 0..<20 {
                for _ in 0..<3 {
                    for _ in 0..<10 where try await problem({ try await client.start(TestClient.ada, "x") }) == nil {
                        evaluated += 1
                    }
                    service.clock.advance(3600)
                }
                service.clock.advance(86_400)
                if evaluated == 100 { break }
            }
            #expect(evaluated == 100)
            try await expectProblem(.tooManyAttempts) { try await client.signIn() }
            service.clock.advance(7 * 86_400)
            _ = try await client.signIn()
        }
    }

    @Test func `strangers cannot lock a known device out`() async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            for _ in 0..<10 {
                _ = try await client.at("198.51.100.9").start(TestClient.ada, "wrong")
            }
            try await expectProblem(.tooManyAttempts) { try await client.start() }
            let device = try #require(session.device)
            let again = try await client.signIn(device: .known(device.id), knownDevice: device)
            #expect(again.opened.device == device.id)
        }
    }

    @Test func `the proof of a device counts for its own account and its own KE1 alone`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.register("eve", "her own password")
            let eve = try #require(try await client.signIn("eve", "her own password").device)
            let ada = try #require(try await client.signIn().device)
            for _ in 0..<10 {
                _ = try await client.start(TestClient.ada, "wrong")
            }
            try await expectProblem(.tooManyAttempts) { try await client.start(knownDevice: eve) }
            let mixed = (id: ada.id, secret: eve.secret)
            try await expectProblem(.tooManyAttempts) { try await client.start(knownDevice: mixed) }
            #expect(try await client.start(knownDevice: ada).response.attemptsLeft == 9)
            try await expectProblem(nil) { try await client.start("nobody", knownDevice: ada) }
        }
    }

    @Test func `a known device has a budget as well`() async throws {
        try await TestService().run { client in
            try await client.register()
            let device = try #require(try await client.signIn().device)
            for _ in 0..<10 {
                _ = try await client.start(TestClient.ada, "wrong", knownDevice: device)
            }
            let code = try await problem { try await client.start(TestClient.ada, "wrong", knownDevice: device) }
            #expect(code == .tooManyAttempts)
            try await expectProblem(nil) { try await client.start() }
        }
    }

    @Test func `an address may try three hundred times an hour`() async throws {
        try await TestService().run { client in
            for index in 0..<300 {
                _ = try await client.start("user\(index)")
            }
            try await expectProblem(.tooManyAttempts) { try await client.start("one more") }
            _ = try await client.at("203.0.113.77").start("one more")
        }
    }

    @Test func `a network of sixty-four bits is one address`() async throws {
        try await TestService().run { client in
            for index in 0..<300 {
                _ = try await client.at("2001:db8:1:2:\(index)::7").start("user\(index)")
            }
            let neighbour = client.at("2001:0db8:1:2:ffff:ffff:ffff:ffff")
            try await expectProblem(.tooManyAttempts) { try await neighbour.start("one more") }
            _ = try await client.at("2001:db8:1:3::7").start("one more")
        }
    }
}
