import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import SQLDatabase
import Testing

@Suite struct BackchannelTests {
    private static let settings = SignInSettings(mayAskDevices: true)

    private static func start(
        _ world: TokenTests.World,
        _ changes: [String: String] = [:],
        by application: TestApplication? = nil
    ) async throws -> TokenAnswer {
        let sound = ["scope": "openid profile", "login_hint": TestClient.ada, "binding_message": "W4SCT"]
        let fields = sound.merging(changes) { $1 }.filter { !$0.value.isEmpty }
        return try await (application ?? world.application).call(world.client, "/openid/backchannel", fields)
    }

    private static func poll(
        _ world: TokenTests.World,
        _ started: TokenAnswer,
        by application: TestApplication? = nil
    ) async throws -> TokenAnswer {
        let id = started.json["auth_req_id"] as? String ?? ""
        return try await (application ?? world.application).tokens(
            world.client,
            ["grant_type": "urn:openid:params:grant-type:ciba", "auth_req_id": id]
        )
    }

    /// The number that the program shows.
    private static func number(_ started: TokenAnswer) throws -> Int {
        try #require((started.json["number"] as? String).flatMap { Int($0) })
    }

    @Test func `a program asks the devices and polls until one has approved`() async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let phone = try await service.approver(world.client, of: world.person.session)
            let started = try await Self.start(world)
            #expect(started.status == 200)
            #expect(started.json["expires_in"] as? Int == 60)
            #expect(started.json["interval"] as? Int == 2)
            #expect((started.json["number"] as? String)?.wholeMatch(of: /[1-9][0-9]/) != nil)
            #expect(try await Self.poll(world, started).error == "authorization_pending")
            service.clock.advance(2)
            #expect(try await Self.poll(world, started).error == "authorization_pending")
            try await phone.answer(shown: Self.number(started))
            service.clock.advance(2)
            let tokens = try await Self.poll(world, started)
            #expect(tokens.status == 200)
            #expect(tokens.claims["aud"] as? String == world.application.id)
            #expect(tokens.claims["amr"] as? [String] == ["swk"])
            #expect(tokens.claims["preferred_username"] as? String == TestClient.ada)
            try await TokenTests.verify(tokens, world.client)
            service.clock.advance(2)
            #expect(try await Self.poll(world, started).error == "invalid_grant")
            // The approval was the consent: the account shows the application, and takes it back.
            let page = try await world.person.signIn(world.browser, on: try await world.browser.open("/sign-in"))
            let account = page.body.contains("/account/applications") ? page : try await world.browser.open("/account")
            #expect(account.body.contains("class=\"title\">Wiki<"))
            _ = try await world.browser.submit(account, to: "/account/applications/revoke")
            #expect(try await TestApplication.userInfo(world.client, tokens.accessToken).error == "invalid_token")
        }
    }

    @Test func `a program that polls too often has to slow down`() async throws {
        try await TokenTests.run(Self.settings) { service, world in
            _ = try await service.approver(world.client, of: world.person.session)
            let started = try await Self.start(world)
            let expected = [
                (0.0, "authorization_pending"), (1, "slow_down"), (6, "slow_down"), (12, "authorization_pending"),
            ]
            for (wait, error) in expected {
                service.clock.advance(wait)
                #expect(try await Self.poll(world, started).error == error)
            }
        }
    }

    @Test func `a missing person, and one without a device, are asked in the same way`() async throws {
        try await TokenTests.run(Self.settings) { service, world in
            for name in [TestClient.ada, "nobody"] {
                let started = try await Self.start(world, ["login_hint": name])
                #expect(started.json.keys.sorted() == ["auth_req_id", "expires_in", "interval", "number"])
                #expect(try await Self.poll(world, started).error == "authorization_pending")
                let busy = try await Self.start(world, ["login_hint": name])
                #expect(busy.status == 429)
                #expect(busy.headers[.retryAfter] != nil)
                service.clock.advance(60)
                #expect(try await Self.poll(world, started).error == "expired_token")
            }
        }
    }

    @Test func `an application that asks for names that nobody has stops after 600 in an hour`() async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let phone = try await service.approver(world.client, of: world.person.session)
            for index in 0..<600 {
                #expect(try await Self.start(world, ["login_hint": "nobody \(index)"]).status == 200)
            }
            let attempts = try await service.count("attempt")
            #expect(try await Self.start(world, ["login_hint": "nobody"]).status == 429)
            #expect(try await Self.start(world).status == 429)
            #expect(try await service.count("attempt") == attempts)
            // What it has asked in vain is forgotten soon.
            service.clock.advance(661)
            await service.service.keepHouse()
            service.clock.advance(61)
            await service.service.keepHouse()
            #expect(try await service.count("sign_in_request") <= 1)
            // Approved requests cost it nothing.
            service.clock.advance(3600)
            for _ in 0..<5 {
                let started = try await Self.start(world)
                try await phone.answer(shown: Self.number(started))
                service.clock.advance(2)
                #expect(try await Self.poll(world, started).status == 200)
            }
            let now = Int64(service.clock.now.timeIntervalSince1970 * 1000)
            let spent = try await service.database.read { transaction in
                // Those of the day still hold the codes that were sent to the contact.
                try transaction.rows(
                    "SELECT count FROM attempt WHERE scope LIKE 'hour/%' AND expires > $1 AND count > 0",
                    [.integer(now)]
                )
            }
            #expect(spent.isEmpty)
        }
    }

    @Test(arguments: [SignInRequestState.denied, .reported, .mismatched])
    func `a refusal is reported`(state: SignInRequestState) async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let phone = try await service.approver(world.client, of: world.person.session)
            let started = try await Self.start(world)
            try await phone.answer(state, shown: Self.number(started))
            #expect(try await Self.poll(world, started).error == "access_denied")
            #expect(try await service.count("openid_token") == 0)
        }
    }

    private static let unsound: [(String, [String: String], String)] = [
        ("no scope", ["scope": ""], "invalid_scope"), ("no openid", ["scope": "profile"], "invalid_scope"),
        ("nobody", ["login_hint": ""], "invalid_request"), ("two hints", ["id_token_hint": "x"], "invalid_request"),
        ("a long message", ["binding_message": String(repeating: "x", count: 65)], "invalid_binding_message"),
        ("a signed request", ["request": "x"], "invalid_request"),
    ]

    @Test(arguments: unsound)
    func `a request that is not sound asks nobody`(
        name: String,
        changes: [String: String],
        error: String
    ) async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let answer = try await Self.start(world, changes)
            #expect(answer.error == error, "\(name)")
            #expect(try await service.count("sign_in_request") == 0)
        }
    }

    @Test func `only an application that may asks devices, and each polls for its own`() async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let phone = try await service.approver(world.client, of: world.person.session)
            let plain = try await TestApplication(service, name: "Plain")
            let other = try await TestApplication(service, name: "Other", Self.settings)
            #expect(try await Self.start(world, by: plain).error == "unauthorized_client")
            let started = try await Self.start(world)
            try await phone.answer(shown: Self.number(started))
            #expect(try await Self.poll(world, started, by: other).error == "invalid_grant")
            #expect(try await Self.poll(world, started).status == 200)
        }
    }
}
