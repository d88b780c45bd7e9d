import AccountAPI
import Encodings
import HTTPExchange
import Primitives
import Testing

@testable import DeviceCore
@testable import DevicePages

/// Where nothing else is due, *Done* is the button that stands out; where something is, that one does.
@Suite struct DoneButtonTests {
    private static let words = Catalogue.preferred(["en"]).forPages
    private static let done = "class=\"button wide\" href=\"/\""
    private static let laterDone = "class=\"button plain wide\" href=\"/\""

    /// An account of a phone, for models that show one.
    private static func listing(_ look: @escaping @Sendable (EntryListing) throws -> Void) async throws {
        try await Phone.run { phone in
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            try look(#require(try phone.device.entries.list().first))
        }
    }

    @Test func `after an account was added the page is done, unless the device is to be confirmed`() async throws {
        try await Self.listing { entry in
            var model = AddDoneModel(AccountChange(entry: entry, clockOffset: 0), words: Self.words)
            let saved = PageTemplate.addDone.render(model, words: Self.words)
            #expect(saved.contains(Self.done) && !saved.contains("href=\"/backup\""))
            model.isUnsaved = true
            #expect(PageTemplate.addDone.render(model, words: Self.words).contains("href=\"/backup\""))
            let pending = PendingAct(account: nil, back: "/", request: PageRequest(.POST, "/"), sealed: "1")
            let change = AccountChange(entry: entry, clockOffset: 0)
            model = AddDoneModel(change, confirmation: EvidenceModel(pending), words: Self.words)
            let unconfirmed = PageTemplate.addDone.render(model, words: Self.words)
            #expect(unconfirmed.contains(Self.laterDone) && !unconfirmed.contains(Self.done))
        }
    }

    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func `a backup is done once it needs no code and no contact`(needs: (code: Bool, contact: Bool)) {
        var model = BackupDoneModel(text: "4 accounts", including: nil)
        (model.needsCode, model.needsContact) = (needs.code, needs.contact)
        let html = PageTemplate.backupDone.render(model, words: Self.words)
        #expect(html.contains(needs.code || needs.contact ? Self.laterDone : Self.done))
        #expect(html.contains(Self.laterDone) != html.contains(Self.done))
    }

    @Test func `an import that has added accounts is done, and the form is there for another`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            let list = ["list": "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"]
            let added = try await phone.send(.post, "/import", form: list, cookie: cookie).html
            #expect(added.contains(Self.done) && added.contains("<button class=\"button plain wide\">"))
            let empty = try await phone.send(.get, "/import", cookie: cookie).html
            #expect(!empty.contains(Self.done) && empty.contains("<button class=\"button wide\">"))
        }
    }

    @Test func `a code that was sent before is asked for again, and another can be had`() async throws {
        try await Self.listing { entry in
            var model = SignInModel(entry, isProving: true)
            func asked(sent: Int64?, isAnother: Bool = false) -> String {
                let contact = ContactID.random()
                model.ask(
                    for: SentContactCode(
                        contact: contact,
                        proof: .random(),
                        masked: "a•••@e•••.org",
                        expires: 600_000,
                        sent: sent
                    ),
                    again: isAnother,
                    Self.words
                )
                let html = PageTemplate.typeCode.render(model, words: Self.words)
                let again = "value=\"\(contact.rawValue)\"><input type=\"hidden\" name=\"again\""
                #expect(html.contains(again))
                return html
            }
            #expect(asked(sent: nil).contains("We sent a code to a•••@e•••.org. It expires"))
            #expect(asked(sent: 0).contains("It is still valid"))
            #expect(asked(sent: nil, isAnother: true).contains("We sent a new code to a•••@e•••.org. It expires"))
        }
    }
}
