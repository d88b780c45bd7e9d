import DeviceCore
import TestSupport
import Testing

/// What a window and a row are called holds from the beginning to the end, without any script.
@Suite struct WindowTests {
    @Test func `the page that creates an account is not called by its first step`() async throws {
        try await Phone.run { phone in
            let form = ["service": "nowhere", "username": "ada", "password": "seven quiet green lamps"]
            let html = try await phone.send(.post, "/add/personal/new", form: form, cookie: phone.visit()).html
            let name = Catalogue.preferred(["en"]).text("page.personal.new")
            #expect(html.contains("<title>\(name) · Sparekey</title>"))
        }
    }

    @Test func `the settings say whether this device approves sign-ins`() async throws {
        try await Phone.run { phone in
            try await phone.add("otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let html = try await phone.send(.get, "/settings", cookie: phone.visit()).html
            #expect(html.contains(Catalogue.preferred(["en"]).text("page.settings.requests.off")))
        }
    }
}

/// Each page has one first heading, also where something has failed: it names what is done, not that it goes on.
@Suite struct HeadingTests {
    @Test func `a form that was refused keeps the page's own heading, and has no second one`() async throws {
        try await Phone.run { phone in
            let form = ["service": "nowhere", "username": "ada", "password": "seven quiet green lamps"]
            let html = try await phone.send(.post, "/add/personal/new", form: form, cookie: phone.visit()).html
            #expect(html.matches(of: /<h1/).count == 1)
            #expect(html.contains("<h1>Create an account</h1>") && html.contains("banner danger"))
        }
    }

    @Test func `the arrow of a backup that failed leads back to the settings`() async throws {
        try await Phone.run { phone in
            let form = ["kind": "folder", "folder": "/nowhere", "password": "seven quiet green lamps"]
            let html = try await phone.send(.post, "/backup/on", form: form, cookie: phone.visit()).html
            #expect(html.contains("href=\"/settings\" aria-label"))
            #expect(html.contains("<h1>Turn on automatic backup</h1>"))
        }
    }
}
