import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import Testing

@Suite struct RefreshTests {
    private static let scope = ["scope": "openid profile offline_access"]

    @Test func `each refresh gives new tokens, about the sign-in of then`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let first = try await application.exchange(client, code)
            var token = first.refreshToken
            for _ in 0..<3 {
                service.clock.advance(29 * 86_400)
                let next = try await application.refresh(client, token)
                #expect(next.status == 200)
                #expect(next.refreshToken != token)
                #expect(next.claims["auth_time"] as? Double == first.claims["auth_time"] as? Double)
                #expect(next.claims["sub"] as? String == first.claims["sub"] as? String)
                #expect(next.claims["nonce"] == nil)
                #expect(try await TestApplication.userInfo(client, next.accessToken).status == 200)
                token = next.refreshToken
            }
            try await TokenTests.verify(first, client)
        }
    }

    @Test func `a refresh token that is used again after eleven seconds ends them all`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let first = try await application.exchange(client, code)
            let second = try await application.refresh(client, first.refreshToken)
            #expect(try await TestApplication.userInfo(client, second.accessToken).status == 200)
            service.clock.advance(11)
            #expect(try await application.refresh(client, first.refreshToken).error == "invalid_grant")
            #expect(try await application.refresh(client, second.refreshToken).error == "invalid_grant")
            #expect(try await TestApplication.userInfo(client, second.accessToken).error == "invalid_token")
        }
    }

    @Test(arguments: [0, 1, 10])
    func `an answer that was lost is given again, with the same successor`(seconds: Double) async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let first = try await application.exchange(client, code)
            let second = try await application.refresh(client, first.refreshToken)
            service.clock.advance(seconds)
            let again = try await application.refresh(client, first.refreshToken)
            #expect(again.status == 200)
            #expect(again.refreshToken == second.refreshToken)
            #expect(again.accessToken != second.accessToken)
            for token in [second.accessToken, again.accessToken] {
                #expect(try await TestApplication.userInfo(client, token).status == 200)
            }
            #expect(try await application.refresh(client, again.refreshToken).status == 200)
        }
    }

    @Test func `four windows that refresh at once go on, all of them`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            var token = try await application.exchange(client, code).refreshToken
            for _ in 0..<3 {
                let (asked, answers) = (
                    token,
                    try await withThrowingTaskGroup(of: TokenAnswer.self) { [token] group in
                        for _ in 0..<4 {
                            group.addTask { try await application.refresh(client, token) }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                )
                #expect(answers.map(\.status) == [200, 200, 200, 200])
                #expect(Set(answers.map(\.accessToken)).count == 4)
                let successors = Set(answers.map(\.refreshToken))
                #expect(successors.count == 1)
                #expect(!successors.contains(asked))
                for answer in answers {
                    #expect(try await TestApplication.userInfo(client, answer.accessToken).status == 200)
                }
                token = answers[0].refreshToken
                service.clock.advance(3600)
            }
        }
    }

    @Test func `a thief who refreshes within the grace is found out by the next use`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let first = try await application.exchange(client, code)
            let mine = try await application.refresh(client, first.refreshToken)
            service.clock.advance(5)
            let stolen = try await application.refresh(client, first.refreshToken)
            service.clock.advance(60)
            let next = try await application.refresh(client, stolen.refreshToken)
            service.clock.advance(60)
            #expect(try await application.refresh(client, mine.refreshToken).error == "invalid_grant")
            #expect(try await application.refresh(client, next.refreshToken).error == "invalid_grant")
            #expect(try await TestApplication.userInfo(client, next.accessToken).error == "invalid_token")
        }
    }

    @Test func `the grace is for the same application, and for a sign-in that stands`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let other = try await TestApplication(service, name: "Other")
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let first = try await application.exchange(client, code)
            let second = try await application.refresh(client, first.refreshToken)
            #expect(try await other.refresh(client, first.refreshToken).error == "invalid_grant")
            #expect(try await application.refresh(client, second.refreshToken).error == "invalid_grant")
            service.clock.advance(30)
            let third = try await application.exchange(
                client,
                try await person.signIn(browser, to: application, Self.scope)["code"]
            )
            let fourth = try await application.refresh(client, third.refreshToken)
            _ = try await application.call(client, "/openid/revoke", ["token": fourth.refreshToken ?? ""])
            #expect(try await application.refresh(client, third.refreshToken).error == "invalid_grant")
        }
    }

    @Test func `a refresh token waits for a month`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let tokens = try await application.exchange(client, code)
            service.clock.advance(30 * 86_400)
            #expect(try await application.refresh(client, tokens.refreshToken).error == "invalid_grant")
        }
    }

    @Test func `a sign-in gives refresh tokens for half a year`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            var tokens = try await application.exchange(client, code)
            for _ in 0..<7 {
                service.clock.advance(25 * 86_400)
                tokens = try await application.refresh(client, tokens.refreshToken)
                #expect(tokens.status == 200)
            }
            service.clock.advance(25 * 86_400)
            #expect(try await application.refresh(client, tokens.refreshToken).error == "invalid_grant")
        }
    }

    @Test func `a refresh token is good for its application, and access tokens refresh nothing`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let other = try await TestApplication(service, name: "Other")
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let tokens = try await application.exchange(client, code)
            for token in [tokens.accessToken, tokens.idToken, "x"] {
                #expect(try await application.refresh(client, token).error == "invalid_grant")
            }
            #expect(try await other.refresh(client, tokens.refreshToken).error == "invalid_grant")
            #expect(try await application.refresh(client, tokens.refreshToken).error == "invalid_grant")
        }
    }

    @Test func `a revoked device takes its sign-ins with it`() async throws {
        try await TokenTests.run { _, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let tokens = try await application.exchange(client, code)
            let other = try await client.signIn(device: .new(name: "New phone"))
            let device = try #require(person.session.opened.device)
            _ = try await client.call(RevokeDevice.self, RevokeDevice.Request(device: device), session: other)
            #expect(try await TestApplication.userInfo(client, tokens.accessToken).error == "invalid_token")
            #expect(try await application.refresh(client, tokens.refreshToken).error == "invalid_grant")
            #expect(try await browser.open("/account").form("/sign-in") != nil)
        }
    }

    @Test func `an application can end its tokens itself`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let other = try await TestApplication(service, name: "Other")
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let tokens = try await application.exchange(client, code)
            let (access, refresh) = (tokens.accessToken ?? "", tokens.refreshToken ?? "")
            func revoke(_ application: TestApplication, _ token: String) async throws {
                let answer = try await application.call(client, "/openid/revoke", ["token": token])
                #expect(answer.status == 200)
            }
            try await revoke(application, "unknown")
            try await revoke(other, access)
            try await revoke(other, refresh)
            #expect(try await TestApplication.userInfo(client, access).status == 200)
            try await revoke(application, access)
            #expect(try await TestApplication.userInfo(client, access).error == "invalid_token")
            let next = try await application.refresh(client, refresh)
            #expect(next.status == 200)
            try await revoke(application, next.refreshToken ?? "")
            #expect(try await TestApplication.userInfo(client, next.accessToken).error == "invalid_token")
            #expect(try await application.refresh(client, next.refreshToken).error == "invalid_grant")
            let empty = try await application.call(client, "/openid/revoke", [:])
            #expect(empty.error == "invalid_request")
        }
    }
}
