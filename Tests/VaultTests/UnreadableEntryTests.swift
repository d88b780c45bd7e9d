import Encodings
import Entries
import Foundation
import Primitives
import Sealed
import TestSupport
import Testing

@testable import Vault

/// Entries that a newer version of the app wrote.
@Suite struct UnreadableEntryTests {
    private static let stamp = "1700000000000.0.000102030405060708090a0b0c0d0e0f"

    /// Objects with their spaces, escapes, numbers and order of members, none of which may change.
    static let objects = [
        #"{"id":"ID","kind":"passkey","modified":"STAMP"}"#,
        #"{ "kind" : "passkey", "secret":"GEZDGNBV","issuer":"Z\u00fcrich \ud83d\udcb6", "modified":"STAMP","id":"ID" }"#,
        #"{"id":"ID","kind":"third-party","modified":"STAMP","otp":{"type":"motp","algorithm":"MD5","pin":"1"}}"#,
        #"{"id":"ID","kind":"third-party","modified":"STAMP","otp":{"type":"totp","algorithm":"SHA3","x":[1.50e+2,null]}}"#,
        #"{"id":"ID","issuer":7,"kind":"note","modified":"STAMP","text":"a \"b\" }]\\","deep":[[{"a":{}}],true]}"#,
    ]

    private func object(_ text: String, id: Int) -> String {
        text.replacing("ID", with: String(repeating: String(id), count: 32)).replacing("STAMP", with: Self.stamp)
    }

    private func document(_ entries: [String]) -> SecretBytes {
        SecretBytes(
            utf8: """
                {"schema":1,"entries":[\(entries.joined(separator: " , "))],"tombstones":{},\
                "settings":{"hidesCodes":false},"ordered":"\(Self.stamp)","clock":"\(Self.stamp)","revision":3}
                """
        )
    }

    private func entry(id: Int) -> String {
        object(
            #"{"id":"ID","issuer":"a","account":"b","modified":"STAMP","kind":"personal","service":"s","username":"u"}"#,
            id: id
        )
    }

    private func text(_ bytes: SecretBytes) -> String { String(decoding: bytes.exposedBytes(), as: UTF8.self) }

    @Test(arguments: objects)
    func `an entry of an unknown kind is carried along byte for byte, in its place`(text raw: String) throws {
        let unknown = object(raw, id: 2)
        let contents = try PortableCoding.decode(document([entry(id: 1), unknown, entry(id: 3)]))
        #expect(contents.entries.count == 2)
        #expect(contents.entryCount == 3)
        #expect(contents.unreadable.map { text($0.json) } == [unknown])
        #expect(contents.order.map { $0.rawValue.first } == ["1", "2", "3"])
        let encoded = try PortableCoding.encode(contents)
        #expect(text(encoded).contains(unknown))
        #expect(try PortableCoding.decode(encoded) == contents)
    }

    @Test func `what other kinds say in the usual way can be shown`() throws {
        let contents = try PortableCoding.decode(
            document([object(Self.objects[1], id: 2), object(Self.objects[4], id: 3)])
        )
        #expect(contents.unreadable.map(\.issuer) == ["Zürich 💶", ""])
        #expect(contents.unreadable.map(\.kind) == ["passkey", "note"])
    }

    @Test func `only unreadable entries, at the start and at the end`() throws {
        let objects = Self.objects.enumerated().map { object($1, id: $0 + 1) }
        let contents = try PortableCoding.decode(document(objects))
        #expect(contents.unreadable.map { text($0.json) } == objects)
        #expect(try PortableCoding.decode(PortableCoding.encode(contents)) == contents)
    }

    @Test func `they keep their places when others move, go and come, and move themselves`() throws {
        let entries = [
            entry(id: 1), object(Self.objects[0], id: 2), entry(id: 3), object(Self.objects[1], id: 4), entry(id: 5),
        ]
        var contents = try PortableCoding.decode(document(entries))
        func order() -> String { contents.order.map { String($0.rawValue.prefix(1)) }.joined() }
        let ids = contents.order
        contents.move(ids[4], to: 0, at: sampleTime, on: sampleDevice)
        #expect(order() == "51234")
        contents.move(ids[4], to: 2, at: sampleTime, on: sampleDevice)
        #expect(order() == "12534")
        contents.move(ids[3], to: 0, at: sampleTime, on: sampleDevice)
        #expect(order() == "41253")
        contents.move(ids[1], to: 9, at: sampleTime, on: sampleDevice)
        #expect(order() == "41532")
        #expect(contents.placed == 5)
        contents.remove(ids[0], at: sampleTime, on: sampleDevice)
        #expect(order() == "4532")
        contents.remove(ids[1], at: sampleTime, on: sampleDevice)
        #expect(order() == "453")
        #expect(contents.tombstones.count == 2)
        let new = contents.add(otp([1]), issuer: "a", account: "", at: sampleTime, on: sampleDevice)
        #expect(contents.order.last == new)
        #expect(try PortableCoding.decode(PortableCoding.encode(contents)) == contents)
    }

    @Test func `a name finds them where that is wanted, and never in the way of a readable one`() throws {
        let contents = try PortableCoding.decode(
            document([entry(id: 1), object(Self.objects[1], id: 2), object(Self.objects[0], id: 3)])
        )
        #expect(contents.find("zürich") == .none)
        #expect(contents.findAny("zürich") == .one(contents.unreadable[0].id))
        #expect(contents.findAny("333333") == .one(contents.unreadable[1].id))
        #expect(contents.find("a") == .one(contents.entries[0].id))
        #expect(contents.unreadable.map(\.label) == ["Zürich 💶", "passkey"])
    }

    @Test(arguments: objects)
    func `another stamp changes nothing else`(text raw: String) throws {
        let later = Stamp(time: 1_800_000_000_000, counter: 12, device: sampleDevice)
        let contents = try PortableCoding.decode(document([object(raw, id: 2)]))
        let stamped = contents.unreadable[0].stamped(later)
        #expect(text(stamped.json) == object(raw, id: 2).replacing(Self.stamp, with: later.text))
        var changed = contents
        changed.unreadable = [stamped]
        #expect(try PortableCoding.decode(PortableCoding.encode(changed)).unreadable == [stamped])
        #expect(stamped.modified == later)
    }

    @Test func `an unknown kind without an identifier or a stamp is damage`() {
        for broken in [
            #"{"kind":"passkey","modified":"STAMP"}"#, #"{"id":"ID","kind":"passkey"}"#,
            #"{"id":"ID","modified":"STAMP"}"#,
        ] {
            #expect(throws: ContentsError.damaged) { try PortableCoding.decode(document([object(broken, id: 1)])) }
        }
        let twice = object(Self.objects[0], id: 1)
        #expect(throws: ContentsError.damaged) { try PortableCoding.decode(document([twice, twice])) }
        #expect(throws: ContentsError.damaged) { try PortableCoding.decode(document([twice, entry(id: 1)])) }
    }

    @Test func `a vault keeps them through changes and a new passphrase`() throws {
        let folder = try TemporaryFolder()
        var contents = try sampleContents()
        contents.portable.unreadable = try PortableCoding.decode(document([object(Self.objects[3], id: 2)])).unreadable
        let kept = contents.portable.unreadable
        let vault = try UnlockedVault.create(at: folder.home, passphrase: nil, cost: cheap, contents: contents)
        try vault.add("One more")
        try vault.setPassphrase(SecretBytes(passphrase: "new"), cost: cheap)
        let opened = try UnlockedVault.open(at: folder.home, with: .passphrase(SecretBytes(passphrase: "new")))
        #expect(try opened.contents().portable.unreadable == kept)
        #expect(try opened.contents().portable.entryCount == contents.portable.entryCount + 1)
    }
}
