import AccountAPI
import OPAQUE
import Primitives
import SQLDatabase
import Testing

@Suite struct AttemptTests {
    @Test func `five of a hundred parallel tries from one network are evaluated`() async throws {
        try await TestService().run { client in
            try await client.register()
            let codes = await withTaskGroup(of: ProblemCode?.self) { group in
                for _ in 0..<100 {
                    group.addTask { try? await problem { try await client.start(TestClient.ada, "wrong") } }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 5)
            #expect(codes.count { $0 == .tooManyAttempts } == 95)
        }
    }

    @Test func `ten of a hundred parallel tries from many networks are evaluated`() async throws {
        try await TestService().run { client in
            try await client.register()
            let codes = await withTaskGroup(of: ProblemCode?.self) { group in
                for index in 0..<100 {
                    let stranger = client.at("198.51.100.\(index)")
                    group.addTask { try? await problem { try await stranger.start(TestClient.ada, "wrong") } }
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
            #expect(try await client.start(TestClient.ada, "wrong").response.attemptsLeft == 4)
        }
    }

    @Test func `an attempt that is not finished stays spent`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            for left in (0..<5).reversed() {
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

    @Test func `thirty wrong tries are the most in a day, from however many networks`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            var evaluated = 0
            for hour in 0..<24 {
                for index in 0..<11 {
                    let stranger = client.at("198.51.\(hour).\(index)")
                    if try await problem({ try await stranger.start(TestClient.ada, "wrong") }) == nil {
                        evaluated += 1
                    }
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

    @Test func `guessing for weeks blocks nobody for longer than the day`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            for day in 0..<20 {
                for hour in 0..<3 {
                    for index in 0..<10 {
                        let stranger = client.at("198.51.\(day).\(hour * 10 + index)")
                        _ = try await problem { try await stranger.start(TestClient.ada, "x") }
                    }
                    service.clock.advance(3600)
                }
                service.clock.advance(86_400)
            }
            _ = try await client.at("203.0.113.200").signIn()
        }
    }

    @Test func `a stranger's guesses block no recovery code`() async throws {
        try await TestService().run { client in
            let session = try await client.registered()
            try await client.makeCode(RecoveryCodeTests.code, in: session)
            for index in 0..<200 {
                let stranger = client.at("198.51.100.\(index)")
                _ = try await problem { try await stranger.start(TestClient.ada, "wrong") }
                _ = try await problem { try await stranger.start(TestClient.ada, "wrong", with: .recoveryCode) }
            }
            let elsewhere = client.at("192.0.2.77")
            try await expectProblem(.tooManyAttempts) { try await elsewhere.signIn() }
            let limited = try await elsewhere.signIn(TestClient.ada, RecoveryCodeTests.code, with: .recoveryCode)
            #expect(limited.opened.account == session.opened.account)
            // A name without an account, and one without a code, answer the same.
            for name in ["nobody", TestClient.ada] {
                let left = try await client.at("192.0.2.78").start(name, "x", with: .recoveryCode).response.attemptsLeft
                #expect(left == (name == "nobody" ? 999 : 998))
            }
        }
    }

    @Test func `a network that the account was used from lately stands outside the sum of its name`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            let home = client.at("192.0.2.50")
            _ = try await home.signIn()
            func flood(_ round: Int) async throws {
                for index in 0..<30 {
                    let stranger = client.at("198.51.\(round).\(index)")
                    _ = try await problem { try await stranger.start(TestClient.ada, "wrong") }
                }
            }
            try await flood(1)
            try await expectProblem(.tooManyAttempts) { try await client.at("192.0.2.51").signIn() }
            _ = try await home.signIn(device: nil)
            // Five wrong ones an hour are the limit there as well.
            for _ in 0..<5 { _ = try await home.start(TestClient.ada, "wrong") }
            try await expectProblem(.tooManyAttempts) { try await home.start(TestClient.ada, "wrong") }
            // Once it was not used for 90 days, it is a network like any other.
            service.clock.advance(91 * 86_400)
            try await flood(2)
            try await expectProblem(.tooManyAttempts) { try await home.signIn(device: nil) }
        }
    }

    @Test func `only the last ten networks are known, and nothing tells how many there are`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            var sizes: Set<Int> = []
            for index in 0..<12 {
                _ = try await client.at("192.0.2.\(index)").signIn(device: nil)
                service.clock.advance(1)
                let row = try await service.database.read { transaction in
                    try transaction.row("SELECT networks FROM known_networks", [])?.blob("networks")
                }
                sizes.insert(try #require(row).count)
            }
            #expect(sizes.count == 1)
            for index in 0..<30 {
                let stranger = client.at("198.51.100.\(index)")
                _ = try await problem { try await stranger.start(TestClient.ada, "wrong") }
            }
            try await expectProblem(.tooManyAttempts) { try await client.at("192.0.2.1").start() }
            try await expectProblem(nil) { try await client.at("192.0.2.2").start() }
            try await expectProblem(nil) { try await client.at("192.0.2.11").start() }
        }
    }

    @Test func `a sign-in that is refused makes no network known, and pushes none out`() async throws {
        try await TestService().run { client in
            try await client.register()
            let home = client.at("192.0.2.50")
            _ = try await home.signIn()
            for index in 0..<10 {
                let thief = client.at("198.51.100.\(index)")
                try await expectProblem(.invalidRequest) { try await thief.signIn(device: .new(name: "")) }
                try await expectProblem(.noSuchDevice) { try await thief.signIn(device: .known(.random())) }
            }
            for index in 0..<10 {
                let stranger = client.at("203.0.113.\(100 + index)")
                _ = try await problem { try await stranger.start(TestClient.ada, "wrong") }
            }
            try await expectProblem(.tooManyAttempts) { try await client.at("198.51.100.9").start() }
            try await expectProblem(nil) { try await home.start() }
        }
    }

    @Test func `a network's limit is told apart from the account's`() async throws {
        try await TestService().run { client in
            for index in 0..<300 {
                _ = try await client.start("user\(index)")
            }
            try await expectProblem(.tooManyFromAddress) { try await client.start("one more") }
            for index in 0..<30 {
                try await expectProblem(nil) {
                    try await RegistrationTests.start(client.at("192.0.2.9"), "new\(index)")
                }
            }
            try await expectProblem(.tooManyFromAddress) {
                try await RegistrationTests.start(client.at("192.0.2.9"), "new")
            }
        }
    }

    @Test func `strangers cannot lock a known device out`() async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            // Ten on the name, and as many sign-ins as the network of the device may have.
            for index in 0..<10 {
                _ = try await client.at("198.51.100.\(index)").start(TestClient.ada, "wrong")
            }
            for index in 0..<300 {
                _ = try await problem { try await client.start("user\(index)") }
            }
            try await expectProblem(.tooManyAttempts) { try await client.at("192.0.2.1").start() }
            try await expectProblem(.tooManyFromAddress) { try await client.start("somebody") }
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
            for _ in 0..<5 {
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
            try await expectProblem(.tooManyFromAddress) { try await client.start("one more") }
            _ = try await client.at("203.0.113.77").start("one more")
        }
    }

    @Test func `a network of sixty-four bits is one address`() async throws {
        try await TestService().run { client in
            for index in 0..<300 {
                _ = try await client.at("2001:db8:1:2:\(index)::7").start("user\(index)")
            }
            let neighbour = client.at("2001:0db8:1:2:ffff:ffff:ffff:ffff")
            try await expectProblem(.tooManyFromAddress) { try await neighbour.start("one more") }
            _ = try await client.at("2001:db8:1:3::7").start("one more")
        }
    }
}
