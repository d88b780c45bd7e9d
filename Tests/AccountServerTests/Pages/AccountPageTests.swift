import AccountAPI
import Foundation
import HTTPTypes
import Testing

@testable import AccountServer

@Suite struct AccountPageTests {
    @Test func `the account shows its devices, and what has happened to it`() async throws {
        try await TokenTests.run { _, world in
            let (client, person, browser, _) = world
            let page = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            #expect(page.title == "My account")
            #expect(page.body.contains(TestClient.ada))
            #expect(page.body.contains("Ada&#39;s old phone"))
            #expect(page.body.contains("signed in here"))
            #expect(page.body.contains("No contacts yet"))
            #expect(page.body.contains("The device “Ada&#39;s old phone” was added"))
            _ = try await client.signIn(device: .new(name: "New phone"))
            let both = try await browser.open("/account").body
            #expect(both.contains("The device “New phone” was added"))
            #expect(both.contains(">Remove “New phone”</button>"), "the button names what it removes")
        }
    }

    @Test func `every kind of notice and of log line has its words`() {
        for language in ["en", "fr"] {
            let words = ServiceWords.preferred([language])
            for kind in NoticeKind.allCases {
                #expect(words.keys.contains("page.notice.\(kind.rawValue)"), "\(kind)")
            }
            for action in AuditAction.allCases {
                #expect(words.keys.contains("page.audit.\(action.rawValue)"), "\(action)")
            }
            for kind in [AuditActor.console, .anybody].map(\.kind) + ["administrator", "member"] {
                #expect(words.keys.contains("page.audit.by.\(kind)"))
            }
        }
    }
}
