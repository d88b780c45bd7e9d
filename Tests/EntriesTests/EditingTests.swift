import Encodings
import Entries
import Foundation
import OneTimePassword
import Primitives
import TestSupport
import Testing

@Suite struct EditingTests {
    struct DuplicateCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let content: Entry.Content
        var issuer = "GitHub"
        var account = "alice"
        let isDuplicate: Bool
    }

    static let known = Array("12345678901234567890".utf8)
    static let work = WorkAccount(service: "https://id.example", organization: "acme", member: "a.smith")

    static let duplicates = [
        DuplicateCase(testDescription: "all equal", content: otp(known), isDuplicate: true),
        DuplicateCase(
            testDescription: "other parameters",
            content: otp(known, try! OTPParameters(digits: 8)),
            isDuplicate: true
        ),
        DuplicateCase(testDescription: "other secret", content: otp([1]), isDuplicate: false),
        DuplicateCase(testDescription: "other issuer", content: otp(known), issuer: "Git", isDuplicate: false),
        DuplicateCase(testDescription: "other account", content: otp(known), account: "bob", isDuplicate: false),
        DuplicateCase(
            testDescription: "personal, other label",
            content: .personal(PersonalAccount(service: "https://ID.example/", username: "alice")),
            issuer: "other",
            isDuplicate: true
        ),
        DuplicateCase(
            testDescription: "personal, other user",
            content: .personal(PersonalAccount(service: "https://id.example", username: "Alice")),
            isDuplicate: false
        ),
        DuplicateCase(
            testDescription: "personal, other service",
            content: .personal(PersonalAccount(service: "https://id.example.net", username: "alice")),
            isDuplicate: false
        ),
        DuplicateCase(testDescription: "work", content: .work(work), issuer: "x", account: "y", isDuplicate: true),
        DuplicateCase(
            testDescription: "work, other member",
            content: .work(WorkAccount(service: work.service, organization: "acme", member: "b")),
            isDuplicate: false
        ),
        DuplicateCase(
            testDescription: "work, other organisation",
            content: .work(WorkAccount(service: work.service, organization: "b", member: "a.smith")),
            isDuplicate: false
        ),
    ]

    @Test(arguments: duplicates)
    func `the same account is recognised`(_ test: DuplicateCase) throws {
        let contents = try samplePortable()
        let found = contents.duplicate(of: test.content, issuer: test.issuer, account: test.account)
        #expect((found != nil) == test.isDuplicate)
    }

    @Test func `an entry is no duplicate of itself`() throws {
        var contents = try samplePortable()
        let entry = contents.entries[1]
        #expect(contents.duplicate(of: entry) == nil)
        let twin = contents.add(
            entry.content,
            issuer: entry.issuer,
            account: entry.account,
            at: sampleTime,
            on: sampleDevice
        )
        #expect(contents.duplicate(of: entry)?.id == twin)
    }

    struct FindCase: Sendable, CustomTestStringConvertible {
        let name: String
        let found: [String]
        var testDescription: String { name }
    }

    static let finds = [
        FindCase(name: "GitHub", found: ["1"]),
        FindCase(name: "github", found: ["1"]),
        FindCase(name: "GitHub Enterprise", found: ["2"]),
        FindCase(name: "enterprise", found: ["2"]),
        FindCase(name: "git", found: ["1", "2"]),
        FindCase(name: "alice", found: ["1", "3"]),
        FindCase(name: "ALICE", found: ["1", "3"]),
        FindCase(name: "Mail:alice", found: ["3"]),
        FindCase(name: "mail:ALICE", found: ["3"]),
        FindCase(name: "Mail", found: ["3"]),
        FindCase(name: "Shop", found: ["4", "5"]),
        FindCase(name: "bob", found: ["2"]),
        FindCase(name: "10000000", found: ["1"]),
        FindCase(name: "20000000000000000000000000000000", found: ["2"]),
        FindCase(name: "2", found: ["2"]),
        FindCase(name: "5", found: ["5"]),
        FindCase(name: "0", found: []),
        FindCase(name: "6", found: []),
        FindCase(name: "-1", found: []),
        FindCase(name: "1000", found: []),
        FindCase(name: "nothing", found: []),
        FindCase(name: "", found: []),
    ]

    @Test(arguments: finds)
    func `a name finds what a person means`(_ test: FindCase) {
        var contents = PortableContents(device: sampleDevice)
        let names = [
            ("GitHub", "alice"), ("GitHub Enterprise", "bob"), ("Mail", "alice"), ("Shop", "x"), ("Shop", "y"),
        ]
        for (index, name) in names.enumerated() {
            let id = EntryID(unchecked: "\(index + 1)" + String(repeating: "0", count: 31))
            let stamp = contents.tick(at: sampleTime, on: sampleDevice)
            contents.entries.append(
                Entry(id: id, issuer: name.0, account: name.1, content: otp([1]), modified: stamp)
            )
        }
        let found: [EntryID]
        switch contents.find(test.name) {
        case .none: found = []
        case .one(let id): found = [id]
        case .several(let ids):
            found = ids
            #expect(ids.count > 1)
        }
        #expect(found.map { String($0.rawValue.prefix(1)) } == test.found)
        #expect(contents.findAny(test.name) == contents.find(test.name))
    }

    static let capturing = [
        FindCase(name: "Shop:ann", found: ["1"]),
        FindCase(name: "bob", found: ["2"]),
        FindCase(name: "shop:ann", found: ["1", "5"]),
        FindCase(name: "Bank:carl", found: ["6"]),
        FindCase(name: "carl", found: ["6", "7"]),
        FindCase(name: "1", found: ["1"]),
        FindCase(name: "2", found: ["2"]),
        FindCase(name: "9", found: ["9"]),
        FindCase(name: "10", found: ["3"]),
        FindCase(name: "Evil:1", found: ["8"]),
    ]

    @Test(arguments: capturing)
    func `a name that a site has chosen takes no command from another account`(_ test: FindCase) {
        var contents = PortableContents(device: sampleDevice)
        let names = [
            ("Shop", "ann"), ("", "bob"), ("Evil", "10"), ("bob", "x"), ("Evil", "shop:ann"), ("Bank", "carl"),
            ("carl", "Bank:carl"), ("Evil", "1"), ("2", "9"),
        ]
        for (index, name) in names.enumerated() {
            let id = EntryID(unchecked: "\(index + 1)" + String(repeating: "0", count: 31))
            let stamp = contents.tick(at: sampleTime, on: sampleDevice)
            contents.entries.append(
                Entry(id: id, issuer: name.0, account: name.1, content: otp([1]), modified: stamp)
            )
        }
        let found: [EntryID] =
            switch contents.find(test.name) {
            case .none: []
            case .one(let id): [id]
            case .several(let ids): ids
            }
        #expect(found.map { String($0.rawValue.prefix(1)) } == test.found)
    }

    @Test func `every change is stamped later than the one before and counted`() throws {
        var contents = PortableContents(device: sampleDevice)
        var last = contents.clock
        func check(_ stamp: Stamp?, revision: UInt64) throws {
            let stamp = try #require(stamp)
            #expect(stamp > last)
            #expect(contents.revision == revision)
            last = stamp
        }
        let first = contents.add(otp([1]), issuer: "a", account: "", at: sampleTime, on: sampleDevice)
        try check(contents[first]?.modified, revision: 1)
        let second = contents.add(otp([2]), issuer: "b", account: "", at: sampleTime, on: sampleDevice)
        try check(contents[second]?.modified, revision: 2)
        expectDone(contents.rename(first, issuer: "c", account: nil, at: sampleTime, on: sampleDevice))
        #expect(contents[first]?.issuer == "c")
        try check(contents[first]?.modified, revision: 3)
        expectDone(contents.move(second, to: 0, at: sampleTime.adding(seconds: -99), on: sampleDevice))
        #expect(contents.entries.map(\.id) == [second, first])
        try check(contents.ordered, revision: 4)
        expectDone(contents.move(second, to: 99, at: sampleTime, on: sampleDevice))
        #expect(contents.entries.map(\.id) == [first, second])
        try check(contents.ordered, revision: 5)
        contents.changeSettings(at: sampleTime, on: sampleDevice) { $0.hidesCodes = true }
        try check(contents.settings.modified, revision: 6)
        expectDone(contents.remove(first, at: sampleTime, on: sampleDevice))
        try check(contents.tombstones[first], revision: 7)
        #expect(contents[first] == nil)
    }

    @Test func `changing what is not there changes nothing`() throws {
        var contents = try samplePortable()
        let before = contents
        expectDone(!contents.remove(.random(), at: sampleTime, on: sampleDevice))
        expectDone(!contents.move(.random(), to: 0, at: sampleTime, on: sampleDevice))
        expectDone(!contents.rename(.random(), issuer: "a", account: "b", at: sampleTime, on: sampleDevice))
        #expect(contents == before)
    }

    @Test func `chosen entries take the places that they have in another order`() {
        let ids = (0..<6).map { _ in EntryID.random() }
        let model = Array(ids.prefix(5))
        let present = [ids[5], ids[3], ids[1]]
        #expect(present.placing([ids[0], ids[2], ids[4]], asIn: model) == [0, 5, 3, 4, 1, 2].map { ids[$0] })
        #expect([EntryID]().placing(Set(model), asIn: model) == model)
        #expect(present.placing([], asIn: model) == present)
        #expect((present + [ids[2]]).placing([ids[2]], asIn: model) == [ids[5], ids[3], ids[1], ids[2]])
    }

    /// Takes what a mutating call returned, which the macro cannot.
    private func expectDone(_ done: Bool, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(done, sourceLocation: sourceLocation)
    }
}
