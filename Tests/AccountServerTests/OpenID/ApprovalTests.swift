import AccountAPI
import AccountServer
import Encodings
import Foundation
import HTTPTypes
import Testing

@Suite struct ApprovalTests {
    @Test func `an approval signs in, once, and the ID token says so`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let phone = try await service.approver(client, of: person.session)
            let page = try await browser.open(application.address(["acr_values": "urn:sparekey:approval"]))
            let waiting = try await WaitingTests.ask(browser, page)
            let next = try WaitingTests.next(waiting)
            try await phone.answer(shown: WaitingTests.number(waiting))
            #expect(try await browser.get(try WaitingTests.next(waiting, "state")).body == #"{"pending":false}"#)
            let consent = try await browser.open(next)
            let done = try await browser.submit(consent, to: "/consent", ["decision": "allow"])
            let tokens = try await application.exchange(client, done.answer["code"])
            #expect(tokens.claims["acr"] as? String == "urn:sparekey:approval")
            #expect(tokens.claims["amr"] as? [String] == ["swk"])
            #expect(tokens.claims["sub"] as? String == person.session.opened.account.rawValue)
            #expect(try await browser.get(next).title == "The request has expired")
            #expect(try await service.count("web_session") == 1)
        }
    }

    @Test(arguments: [SignInRequestState.denied, .reported, .mismatched])
    func `a request that was refused signs nobody in`(state: SignInRequestState) async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let phone = try await service.approver(client, of: person.session)
            let waiting = try await WaitingTests.ask(browser, try await browser.open(application.address()))
            try await phone.answer(state, shown: WaitingTests.number(waiting))
            #expect(try await browser.get(try WaitingTests.next(waiting)).title == "Not approved")
            #expect(try await service.count("web_session") == 0)
        }
    }

    @Test func `a device that was revoked after its approval signs nobody in`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let phone = try await service.approver(client, of: person.session)
            let other = try await client.signIn(device: .new(name: "New phone"))
            let waiting = try await WaitingTests.ask(browser, try await browser.open(application.address()))
            try await phone.answer(shown: WaitingTests.number(waiting))
            _ = try await client.call(RevokeDevice.self, RevokeDevice.Request(device: phone.device), session: other)
            #expect(try await browser.get(try WaitingTests.next(waiting)).title == "The request has expired")
            #expect(try await service.count("web_session") == 0)
        }
    }

    @Test func `a member signs in with six digits, and applications learn the organisation`() async throws {
        let acme = try await Acme()
        let application = try await TestApplication(acme.service)
        try await acme.service.run { client in
            let device = try await client.enroll(try await acme.code())
            let browser = TestBrowser(client)
            let page = try await browser.open(application.address())
            let asked = try await browser.submit(page, to: "/sign-in", ["username": "Ada@acme", "way": "code"])
            let code = device.code(at: acme.service.clock.now)
            acme.service.clock.advance(1)
            let consent = try await browser.submit(asked, to: "/sign-in/code", ["code": code])
            let done = try await browser.submit(consent, to: "/consent", ["decision": "allow"])
            let tokens = try await application.exchange(client, done.answer["code"])
            #expect(tokens.claims["organization"] as? String == "acme")
            #expect(tokens.claims["preferred_username"] as? String == "ada@acme")
            let claims = try await TestApplication.userInfo(client, tokens.accessToken).json
            #expect(claims["organization"] as? String == "acme")
            let account = try await browser.open("/account")
            #expect(account.body.contains("Member of \(Acme.name)"))
            #expect(!account.body.contains("id=\"contacts\""))
            #expect(!account.body.contains("/administration"))
        }
    }

    @Test(arguments: [MemberRole.member, .administrator])
    func `applications learn name, organisation and role of a member, and no address`(role: MemberRole) async throws {
        let acme = try await Acme()
        let application = try await TestApplication(acme.service)
        let groups = role == .administrator ? ["acme", "acme:administrator"] : ["acme"]
        try await acme.service.run { client in
            let member = try await acme.add("Grace Hopper", role: role)
            let device = try await client.enroll(try await acme.code(for: member))
            let browser = TestBrowser(client)
            let page = try await browser.open(application.address(["scope": "openid profile email groups"]))
            let named = ["username": "grace hopper@acme", "way": "code"]
            let asked = try await browser.submit(page, to: "/sign-in", named)
            let code = device.code(at: acme.service.clock.now)
            let consent = try await browser.submit(asked, to: "/sign-in/code", ["code": code])
            #expect(consent.body.contains("A work account has none here"))
            #expect(!consent.body.contains("name=\"email\""))
            let done = try await browser.submit(consent, to: "/consent", ["decision": "allow"])
            let tokens = try await application.exchange(client, done.answer["code"])
            for claims in [tokens.claims, try await TestApplication.userInfo(client, tokens.accessToken).json] {
                #expect(claims["name"] as? String == "Grace Hopper")
                #expect(claims["preferred_username"] as? String == "grace hopper@acme")
                #expect(claims["groups"] as? [String] == groups)
                #expect(claims["email"] == nil)
                #expect(claims["email_verified"] == nil)
            }
        }
    }
}
