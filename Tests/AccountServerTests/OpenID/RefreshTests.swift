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

    @Test func `a refresh token that is used again ends them all`() async throws {
        try await TokenTests.run { _, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            let first = try await application.exchange(client, code)
            let second = try await application.refresh(client, first.refreshToken)
            #expect(try await TestApplication.userInfo(client, second.accessToken).status == 200)
            #expect(try await application.refresh(client, first.refreshToken).error == "invalid_grant")
            #expect(try await application.refresh(client, second.refreshToken).error == "invalid_grant")
            #expect(try await TestApplication.userInfo(client, second.accessToken).error == "invalid_token")
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
