import AccountAPI
import Encodings
import Entries
import OneTimePassword
import Primitives
import Testing
import Vault

@testable import DeviceCore

/// Accounts of one name: what tells them apart stays what it is, and means the same account wherever it is typed.
@Suite struct NamesakeTests {
    private static let stamp = Stamp(time: 0, counter: 0, device: .random())

    private static func site(_ account: String, _ id: EntryID = .random()) throws -> Entry {
        let secret = OneTimeSecret(secret: SecretBytes(copying: [1, 2, 3]), parameters: try OTPParameters(digits: 6))
        return Entry(id: id, issuer: "Shop", account: account, content: .thirdParty(secret), modified: stamp)
    }

    private static func personal(_ service: String, _ issuer: String = "a.example") -> Entry {
        let account = PersonalAccount(service: service, username: "ada")
        return Entry(issuer: issuer, account: "ada", content: .personal(account), modified: stamp)
    }

    private static func vault(_ entries: [Entry]) -> VaultContents {
        var contents = VaultContents(deviceName: "phone")
        contents.portable.entries = entries
        return contents
    }

    @Test func `accounts of other sites are told apart by the beginning of their ID, wherever they are moved`() throws {
        let entries = try [Self.site("me"), Self.site("me"), Self.site("you")]
        var contents = Self.vault(entries)
        let marks = contents.namesakes
        #expect(marks[entries[0].id] == "ID \(entries[0].id.rawValue.prefix(6))")
        #expect(Set(marks.values).count == 2 && marks[entries[2].id] == nil)
        contents.portable.move(entries[1].id, to: 0, at: .now(), on: contents.deviceBound.device)
        #expect(contents.namesakes == marks)
        for line in contents.listing where line.apart != nil {
            for name in [line.wholeLabel, line.wholeAccount, line.apart ?? "", String(line.id.prefix(6))] {
                #expect(try contents.anyEntry(named: name).rawValue == line.id, "\(name)")
            }
            #expect(line.word == "'\(line.wholeLabel)'")
        }
    }

    @Test func `identifiers that begin alike are shown as far as it takes to tell them apart`() throws {
        let ids = try ["0123456789abcdef", "0123456fffffffff"].map { start in
            try #require(EntryID(start + "0123456789abcdef"))
        }
        let contents = Self.vault(try ids.map { try Self.site("me", $0) })
        #expect(ids.map { contents.namesakes[$0] } == ["ID 01234567", "ID 0123456f"])
    }

    @Test func `accounts of a service are told apart by it, and by their ID where that is one as well`() {
        let apart = Self.vault([Self.personal("https://a.example"), Self.personal("https://a.example:8700")])
        #expect(Set(apart.namesakes.values) == ["https://a.example", "https://a.example:8700"])
        let alike = Self.vault([Self.personal("https://a.example"), Self.personal("https://a.example")])
        #expect(alike.namesakes.allSatisfy { $1 == "https://a.example, ID \($0.rawValue.prefix(6))" })
    }

    @Test func `a name that fits several is told with what a command takes for each`() throws {
        let contents = Self.vault(try (0..<7).map { _ in try Self.site("me") })
        let failure = #expect(throws: Failure.self) { try contents.anyEntry(named: "Shop:me") }
        let words = contents.listing.prefix(5).map(\.word) + ["…"]
        #expect(failure?.values["accounts"] == words.joined(separator: ", "))
        #expect(failure?.values["positions"] == "1, 2, 3, 4, 5, 6, 7")
    }

    @Test func `a question for a secret names the account where another has its user name`() {
        let first = Self.personal("https://a.example")
        guard case .personal(let account) = first.content else { return }
        #expect(Self.vault([first]).asked(of: account) == "ada")
        let other = Self.vault([first, Self.personal("https://b.example", "b.example")])
        #expect(other.asked(of: account) == "a.example:ada")
        let same = Self.vault([first, Self.personal("https://a.example:8700")])
        #expect(same.asked(of: account) == "a.example:ada (https://a.example)")
    }

    @Test func `what is asked, approved and told of one of two accounts of one name says which`() {
        let entry = Self.personal("https://a.example")
        let notice = SignInRequestNotice(
            id: .random(),
            client: StartDeviceApproval.client + "0123456789abcdef0123456789abcdef",
            application: "Sparekey",
            place: "New phone",
            message: nil,
            created: 0,
            expires: 60_000,
            isTest: false
        )
        let request = RequestListing(notice, for: entry, apart: "https://a.example")
        for words in Catalogue.languages.map({ Catalogue.preferred([$0]) }) {
            #expect(request.sentence("watch.request", words).contains("a.example:ada (https://a.example)"))
            let told = request.sentence("deny.reported", words)
            #expect(
                told.hasSuffix("sparekey account devices 'a.example:ada (https://a.example)' --revoke 0123456789ab")
            )
        }
    }
}
