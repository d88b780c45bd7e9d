import Encodings
import Entries
import Primitives
import TestSupport
import Testing

@Suite struct DetailsTests {
    struct TagCase: Sendable, CustomTestStringConvertible {
        let given: [String]
        let kept: [String]
        var testDescription: String { "\(given)" }
    }

    static let tags = [
        TagCase(given: ["work"], kept: ["work"]),
        TagCase(given: ["b", "a"], kept: ["b", "a"]),
        TagCase(given: ["  at home\t"], kept: ["at home"]),
        TagCase(given: ["two \u{A0} blanks"], kept: ["two blanks"]),
        TagCase(given: ["Work", "work", "WORK"], kept: ["Work"]),
        TagCase(given: ["caf\u{E9}", "cafe\u{301}"], kept: ["caf\u{E9}"]),
        TagCase(given: ["one\nline"], kept: ["one line"]),
        TagCase(given: ["un\u{202E}seen"], kept: ["unseen"]),
        TagCase(given: [String(repeating: "ß", count: 64)], kept: [String(repeating: "ß", count: 64)]),
    ]

    @Test(arguments: tags)
    func `tags are kept as people read them, and none twice`(_ test: TagCase) throws {
        var details = EntryDetails()
        for tag in test.given { try details.add(tag: tag) }
        #expect(details.tags == test.kept)
        #expect(details.tags.map { Array($0.utf8) } == test.kept.map { Array($0.utf8) })
        for tag in test.given { #expect(details.hasTag(tag)) }
    }

    @Test func `a tag is found and taken away in capital letters too`() throws {
        var details = EntryDetails()
        try details.add(tag: "Work")
        #expect(details.hasTag(" wORK ") && !details.hasTag("Wor"))
        let (other, removed) = (details.remove(tag: "home"), details.remove(tag: "work"))
        #expect(!other && removed && details.isEmpty)
    }

    @Test(arguments: [
        ("", DetailsError.emptyTag), (" \n", .emptyTag), ("\u{200B}", .emptyTag),
        (String(repeating: "x", count: 65), .tagTooLong), (String(repeating: "x", count: 1_000_000), .tagTooLong),
    ])
    func `a tag that nobody sees or that is too long is refused`(tag: String, error: DetailsError) {
        var details = EntryDetails()
        #expect(throws: error) { try details.add(tag: tag) }
        #expect(details.tags == [])
    }

    @Test func `an entry has so many tags at most`() throws {
        var details = EntryDetails()
        for number in 0..<32 { try details.add(tag: "tag \(number)") }
        #expect(throws: DetailsError.tooManyTags) { try details.add(tag: "one more") }
        // One that is there is no more.
        try details.add(tag: "TAG 7")
        #expect(details.tags.count == 32)
    }

    @Test func `a note is a text of lines within its bounds`() throws {
        var details = EntryDetails()
        try details.setNote("\n Safe:\r\n\tleft door \n")
        #expect(details.note == "Safe:\n\tleft door")
        try details.setNote(String(repeating: "é", count: 2048))
        #expect(details.note.utf8.count == 4096)
        for long in [4097, 10_000_000] {
            #expect(throws: DetailsError.noteTooLong) { try details.setNote(String(repeating: "x", count: long)) }
        }
        #expect(details.note.utf8.count == 4096)
        try details.setNote("  ")
        #expect(details.isEmpty)
    }

    @Test func `an icon has a plain name or a small picture`() throws {
        #expect(try EntryIcon.Name("github.com").text == "github.com")
        for name in ["", "Git Hub", "GitHub", "é", "../x", String(repeating: "x", count: 65)] {
            #expect(throws: DetailsError.unknownIcon, "\(name)") { try EntryIcon.Name(name) }
        }
        #expect(try EntryIcon.Picture(Array(repeating: 1, count: 16_384)).bytes.count == 16_384)
        for count in [0, 16_385] {
            #expect(throws: DetailsError.iconTooLarge) { try EntryIcon.Picture(Array(repeating: 1, count: count)) }
        }
    }

    @Test func `all pictures together leave room for the entries`() throws {
        var contents = contents(ofIssuers: (0..<257).map { "Site \($0)" })
        let ids = contents.entries.map(\.id)
        let picture = try EntryIcon.Picture(Array(repeating: 1, count: 16_384))
        func show(_ id: EntryID) throws(DetailsError) {
            try contents.describe(id, at: sampleTime, on: sampleDevice) { $0.icon = .picture(picture) }
        }
        for id in ids.dropLast() { try show(id) }
        #expect(throws: DetailsError.tooManyPictures) { try show(ids[256]) }
        try contents.describe(ids[0], at: sampleTime, on: sampleDevice) { $0.icon = nil }
        try show(ids[256])
    }

    @Test func `what is said of an entry is stamped with it, and only if it changes`() throws {
        var contents = contents(ofIssuers: ["a"])
        let id = contents.entries[0].id
        #expect(contents.entries[0].details.changed == nil)
        let isChanged = try contents.describe(id, at: sampleTime, on: sampleDevice) { details throws(DetailsError) in
            try details.add(tag: "work")
            details.isFavourite = true
        }
        let entry = contents.entries[0]
        #expect(isChanged && entry.details.changed == entry.modified && entry.modified == contents.clock)
        let isChangedAgain = try contents.describe(id, at: sampleTime, on: sampleDevice) { $0.isFavourite = true }
        #expect(!isChangedAgain && contents.entries == [entry])
        contents.rename(id, issuer: "b", account: nil, at: sampleTime, on: sampleDevice)
        #expect(contents.entries[0].details == entry.details)
        #expect(contents.entries[0].modified > entry.modified)
        let unknown = try contents.describe(.random(), at: sampleTime, on: sampleDevice) { $0.isFavourite = true }
        #expect(!unknown)
    }

    @Test func `a refused change leaves the entry as it was`() throws {
        var contents = contents(ofIssuers: ["a"])
        let before = contents
        #expect(throws: DetailsError.emptyTag) {
            try contents.describe(before.entries[0].id, at: sampleTime, on: sampleDevice) {
                details throws(DetailsError) in
                details.isFavourite = true
                try details.add(tag: "")
            }
        }
        #expect(contents == before)
    }

    @Test func `another secret in an entry's place keeps what is said of it`() throws {
        var contents = contents(ofIssuers: ["a"])
        let id = contents.entries[0].id
        try contents.describe(id, at: sampleTime, on: sampleDevice) { $0.isFavourite = true }
        contents.change(id, at: sampleTime, on: sampleDevice) { $0.content = otp([7]) }
        #expect(contents.entries.map(\.details.isFavourite) == [true])
        #expect(contents.entries[0].id != id)
    }

    @Test func `the tags of all entries are listed once`() throws {
        var contents = contents(ofIssuers: ["a", "b"])
        for (entry, tags) in zip(contents.entries, [["Work", "x"], ["y", "work"]]) {
            try contents.describe(entry.id, at: sampleTime, on: sampleDevice) { details throws(DetailsError) in
                for tag in tags { try details.add(tag: tag) }
            }
        }
        #expect(contents.tags == ["Work", "x", "y"])
    }
}
