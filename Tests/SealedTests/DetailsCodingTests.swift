import Entries
import Foundation
import Primitives
import TestSupport
import Testing

@testable import Sealed

/// What the second schema added: what a person says of an entry, and what a newer version of the app says.
@Suite struct DetailsCodingTests {
    private static let id = "000102030405060708090a0b0c0d0e0f"

    private func document(_ members: String, schema: Int = 2) -> SecretBytes {
        SecretBytes(
            utf8: """
                {"clock":"9.0.\(Self.id)","entries":[{"account":"","id":"\(Self.id)","issuer":"a",\
                "kind":"personal","modified":"2.0.\(Self.id)","service":"s","username":"u"\(members)}],\
                "ordered":"0.0.\(Self.id)","revision":0,"schema":\(schema),"settings":{"hidesCodes":false},\
                "tombstones":{}}
                """
        )
    }

    private func text(_ contents: PortableContents) throws -> String {
        String(decoding: try PortableCoding.encode(contents).exposedBytes(), as: UTF8.self)
    }

    private func said() throws -> PortableContents {
        var contents = try samplePortable()
        let icons = [
            EntryIcon.bundled(try EntryIcon.Name("github.com")),
            .picture(try EntryIcon.Picture(Array(repeating: 0xA5, count: 16_384))), nil, nil, nil,
        ]
        for (index, entry) in contents.entries.enumerated() {
            let icon = icons[index]
            try contents.describe(entry.id, at: sampleTime, on: sampleDevice) { details throws(DetailsError) in
                for tag in 0..<index * 8 { try details.add(tag: "tag \"\(tag)\" é") }
                try details.setNote(String(repeating: "\u{1}\n\"é", count: index * 204))
                details.isFavourite = index % 2 == 0
                details.icon = icon
            }
        }
        return contents
    }

    @Test func `what is said of entries comes back equal`() throws {
        let contents = try said()
        #expect(try PortableCoding.decode(PortableCoding.encode(contents)) == contents)
        #expect(try text(contents).contains(#""schema":2,"#))
    }

    @Test func `contents of which nothing is said are written as an older version reads them`() throws {
        let contents = try samplePortable()
        #expect(try text(contents).contains(#""schema":1,"#))
        #expect(contents.entries.allSatisfy { $0.details == EntryDetails() })
    }

    @Test func `that something was taken back stays known`() throws {
        var contents = try samplePortable()
        let id = contents.entries[0].id
        for isFavourite in [true, false] {
            try contents.describe(id, at: sampleTime, on: sampleDevice) { $0.isFavourite = isFavourite }
        }
        let decoded = try PortableCoding.decode(PortableCoding.encode(contents))
        #expect(decoded == contents && decoded.entries[0].details.changed != nil)
    }

    static let carried = [
        #","url":"https://a.example/\u00e9""#, #","zone":[1.50e+2,null,{"a":{}}],"age":{"b" : true}"#,
        #","empty":null"#, #","icon":{"glyph":"x"}"#, #","icon":"later""#, #","icon":{"name":"Not A Name"}"#,
        #","description":"not ours","tags":["ours"]"#,
    ]

    @Test(arguments: carried)
    func `what only a newer version says of an entry is kept through reading, changing and writing`(
        members: String
    ) throws {
        var contents = try PortableCoding.decode(document(members))
        let kept = contents.entries[0].carried
        #expect(!kept.isEmpty)
        let id = contents.entries[0].id
        contents.rename(id, issuer: "b", account: nil, at: sampleTime, on: sampleDevice)
        try contents.describe(id, at: sampleTime, on: sampleDevice) { $0.isFavourite = true }
        let written = try text(contents)
        #expect(written.contains(#""schema":2,"#))
        for member in kept {
            let value = String(decoding: member.json.exposedBytes(), as: UTF8.self)
            #expect(members.contains(value) && written.contains(#""\#(member.name)":\#(value)"#))
        }
        #expect(try PortableCoding.decode(SecretBytes(utf8: written)) == contents)
    }

    @Test func `an icon chosen here takes the place of one that cannot be read`() throws {
        var contents = try PortableCoding.decode(document(#","icon":{"glyph":"x"}"#))
        let icon = EntryIcon.bundled(try EntryIcon.Name("a.example"))
        try contents.describe(contents.entries[0].id, at: sampleTime, on: sampleDevice) { $0.icon = icon }
        let written = try text(contents)
        #expect(!written.contains("glyph"))
        #expect(try PortableCoding.decode(SecretBytes(utf8: written)).entries[0].details.icon == icon)
    }

    @Test func `members may be null`() throws {
        let nulls = ["described", "favourite", "icon", "note", "tags", "added", "copyOf", "approves"]
        let contents = try PortableCoding.decode(document(nulls.map { #","\#($0)":null"# }.joined()))
        #expect(contents.entries[0].details == EntryDetails() && contents.entries[0].carried == [])
    }

    static let refused: [(String, ContentsError)] = [
        (#","tags":"work""#, .damaged), (#","tags":[1]"#, .damaged), (#","note":7"#, .damaged),
        (#","favourite":"yes""#, .damaged), (#","described":"1.2""#, .damaged), (#","described":7"#, .damaged),
        (#","tags":[\#(Array(repeating: "\"x\"", count: 33).joined(separator: ","))]"#, .tooLarge),
        (#","tags":["\#(String(repeating: "x", count: 65))"]"#, .tooLarge),
        (#","note":"\#(String(repeating: "x", count: 4097))""#, .tooLarge),
        (#","icon":{"picture":"\#(String(repeating: "A", count: 40_000))"}"#, .tooLarge),
    ]

    @Test(arguments: refused)
    func `what is said out of form or out of bounds is refused`(members: String, error: ContentsError) {
        #expect(throws: error) { try PortableCoding.decode(document(members)) }
    }
}
