import AccountAPI
import DeviceCore
import Encodings
import Entries
import HTTPExchange
import Primitives
import TestSupport
import Testing
import Vault

@testable import DevicePages

/// Whoever leaves the page that asks for a contact's code finds the way back to it.
@Suite struct ContactCodeTests {
    private static let sent = SentContactCode(
        contact: .random(),
        proof: .random(),
        masked: "a•••@e•••.org",
        expires: 600_000
    )

    /// The list with one contact, which is verified or waits for its code.
    private static func list(isVerified: Bool, waiting: PendingContact?) throws -> String {
        var contents = VaultContents(deviceName: "phone")
        let account = PersonalAccount(service: "https://a.example", username: "ada")
        let device = contents.deviceBound.device
        _ = contents.portable.add(.personal(account), issuer: "a", account: "ada", at: .now(), on: device)
        let contact = ListContacts.Contact(
            id: sent.contact,
            kind: .email,
            masked: sent.masked,
            isVerified: isVerified,
            added: 0
        )
        var model = ContactsModel()
        let entry = try #require(contents.listing.first)
        model.accounts = [.init(entry, [contact], approves: false, waiting: waiting)]
        return PageTemplate.contacts.render(model, words: Catalogue.preferred(["en"]).forPages)
    }

    @Test func `a contact that is not verified leads to its code, or to a new one`() throws {
        let waiting = PendingContact(account: "1", sent: Self.sent)
        let typing = try Self.list(isVerified: false, waiting: waiting)
        #expect(typing.contains("href=\"/contacts/code\"") && !typing.contains("/contacts/send"))
        let sending = try Self.list(isVerified: false, waiting: nil)
        #expect(sending.contains("action=\"/contacts/send\"") && !sending.contains("/contacts/code"))
        let done = try Self.list(isVerified: true, waiting: nil)
        #expect(!done.contains("/contacts/send") && !done.contains("/contacts/code"))
    }

    @Test func `removing a contact is asked about first, and the last one says what is lost by it`() throws {
        let words = Catalogue.preferred(["en"]).forPages
        let last = try Self.list(isVerified: true, waiting: nil)
        #expect(last.contains(words.text("page.contacts.removeLast")) && last.contains("<details class=\"fold\">"))
        let other = try Self.list(isVerified: false, waiting: nil)
        #expect(other.contains(words.text("page.contacts.removeText")))
    }

    @Test func `what was typed as a contact is kept after a failure`() throws {
        var account = ContactsModel.Account(try #require(Self.entry()), [], approves: false)
        (account.value, account.isPhone) = ("12 34", true)
        var model = ContactsModel()
        model.accounts = [account]
        let html = PageTemplate.contacts.render(model, words: Catalogue.preferred(["en"]).forPages)
        #expect(html.contains("name=\"value\" value=\"12 34\"") && html.contains("value=\"phone\" checked"))
        #expect(!html.contains("value=\"email\" checked"))
    }

    @Test(arguments: Catalogue.languages)
    func `a device that nothing can confirm is told from when on it can change contacts`(language: String) throws {
        let words = Catalogue.preferred([language]).forPages
        let later = words.text("page.contacts.later", ["date": words.day(Instant(milliseconds: 1_796_601_600_000))])
        var account = ContactsModel.Account(try #require(Self.entry()), [], approves: false)
        var model = ContactsModel()
        model.accounts = [account]
        #expect(PageTemplate.contacts.render(model, words: words).contains("action=\"/contacts/add\""))
        account.later = later
        model.accounts = [account]
        let html = PageTemplate.contacts.render(model, words: words)
        #expect(html.contains(later) && !html.contains("action=\"/contacts/add\""))
    }

    @Test(arguments: Catalogue.languages)
    func `the advice to add a contact has a day and no button where this device cannot yet`(language: String) {
        let words = Catalogue.preferred([language]).forPages
        let day = Instant(milliseconds: 1_796_601_600_000)
        let advice = AdviceModel(Diagnosis.Warning(name: "noContact", label: "ada", from: day), words)
        #expect(advice.action == nil && advice.text.contains(words.day(day)) && !advice.text.contains("sparekey"))
    }

    /// An entry of a personal account.
    private static func entry() -> EntryListing? {
        var contents = VaultContents(deviceName: "phone")
        let account = PersonalAccount(service: "https://a.example", username: "ada")
        let device = contents.deviceBound.device
        _ = contents.portable.add(.personal(account), issuer: "a", account: "ada", at: .now(), on: device)
        return contents.listing.first
    }

    @Test(arguments: Catalogue.languages)
    func `after a mistake the page still says where the code went, and sends another one`(language: String) {
        let words = Catalogue.preferred([language]).forPages
        let failure = FailureModel(Failure(.wrongContactCode), words)
        let model = VerifyModel(PendingContact(account: "1", sent: Self.sent), failure, words)
        let html = PageTemplate.contactCode.render(model, words: words)
        #expect(html.contains(Self.sent.masked) && html.contains("contact.wrong-code"))
        #expect(html.contains("action=\"/contacts/send\"") && html.contains(Self.sent.contact.rawValue))
    }

    @Test(arguments: Catalogue.languages)
    func `whoever has a new code sent is told so, and where it went`(language: String) throws {
        let words = Catalogue.preferred([language]).forPages
        let told = words.text("page.signIn.sentAgain", ["place": Self.sent.masked])
        #expect(told != words.codeSent(Self.sent) && told == words.codeSent(Self.sent, again: true))
        let waiting = PendingContact(account: "1", sent: Self.sent)
        for again in [true, false] {
            let html = PageTemplate.contactCode.render(
                VerifyModel(waiting, again: again, nil, words),
                words: words
            )
            #expect(html.contains("role=\"status\"><svg") == again && html.contains(told) == again)
            #expect(html.contains(words.codeSent(Self.sent)) != again)
        }
    }

    @Test func `without a code on its way the page of the code leads to the contacts`() async throws {
        try await Phone.run { phone in
            let answer = try await phone.send(.get, "/contacts/code", cookie: phone.visit())
            #expect(answer.status.code == 303 && answer.headers.first(name: "Location") == "/contacts")
        }
    }
}
