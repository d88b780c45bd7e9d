import Encodings
import Entries
import OneTimePassword
import Sealed
import TestSupport
import Testing
import Vault

@testable import DeviceCore

/// What a person says of entries, and what lists make of it.
@Suite struct EntryEditTests {
    private static let key = "GEZDGNBVGY3TQOJQ"

    /// A device in a folder that is gone with the test, with an entry for each name.
    private func withDevice(_ names: [String], _ body: (Device) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let device = Device.alone(in: folder)
        for name in names {
            let type = name == "Door" ? "hotp" : "totp"
            let address = "otpauth://\(type)/\(name):ada?secret=\(Self.key)&issuer=\(name)&counter=0"
            _ = try device.entries.add(OTPAuthURI(parsing: address), keepingBoth: false)
        }
        try body(device)
    }

    @Test func `an edit changes what it names and leaves the rest`() throws {
        try withDevice(["Shop"]) { device in
            let edit = EntryEdit(tags: ["work", " at  home "], note: " lines\r\nof text ", isFavourite: true)
            let listing = try device.entries.edit("Shop", edit)
            #expect(listing.details.tags == ["work", "at home"] && listing.details.note == "lines\nof text")
            #expect(try device.entries.list() == [listing])
            let less = try device.entries.edit("Shop", EntryEdit(removedTags: ["WORK", "none"]))
            #expect(less.details.tags == ["at home"] && less.isFavourite && !less.details.note.isEmpty)
            let last = EntryEdit(removedTags: ["at home"], note: "", isFavourite: false)
            let none = try device.entries.edit("Shop", last)
            #expect(none.details.isEmpty)
        }
    }

    @Test func `the letters of a tag are the same however they were typed`() throws {
        try withDevice(["Shop"]) { device in
            let listing = try device.entries.edit("Shop", EntryEdit(tags: ["cafe\u{301}"]))
            #expect(listing.details.tags.map { Array($0.utf8) } == [Array("caf\u{E9}".utf8)])
            #expect(try device.entries.list(EntrySelection(tags: ["CAFE\u{301}"])) == [listing])
            #expect(try device.entries.tags() == ["caf\u{E9}"])
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let edit: EntryEdit
        let code: FailureCode
        var testDescription: String { code.rawValue }
    }

    static let refusals = [
        Refusal(edit: EntryEdit(tags: [""], isFavourite: true), code: .invalidTag),
        Refusal(edit: EntryEdit(tags: [String(repeating: "x", count: 65)]), code: .invalidTag),
        Refusal(edit: EntryEdit(tags: (0..<33).map { "tag \($0)" }), code: .tooManyTags),
        Refusal(edit: EntryEdit(note: String(repeating: "x", count: 4097)), code: .noteTooLong),
    ]

    @Test(arguments: refusals)
    func `what is refused changes nothing, and is not repeated`(_ refusal: Refusal) throws {
        try withDevice(["Shop"]) { device in
            let before = try device.entries.list()
            do {
                _ = try device.entries.edit("Shop", refusal.edit)
                Issue.record("it was not refused")
            } catch let failure as Failure {
                #expect(failure.code == refusal.code && !"\(failure)".contains("xxx"))
            }
            #expect(try device.entries.list() == before)
        }
    }

    @Test func `lists have what was chosen, in the order that was chosen`() throws {
        try withDevice(["Shop", "bank", "Mail"]) { device in
            _ = try device.entries.edit("Shop", EntryEdit(tags: ["x", "y"]))
            _ = try device.entries.edit("Mail", EntryEdit(tags: ["X"], isFavourite: true))
            func names(_ selection: EntrySelection) throws -> [String] {
                try device.entries.list(selection).map(\.issuer)
            }
            #expect(try names(EntrySelection()) == ["Shop", "bank", "Mail"])
            #expect(try names(EntrySelection(tags: ["x"])) == ["Shop", "Mail"])
            #expect(try names(EntrySelection(tags: ["x", "Y"])) == ["Shop"])
            #expect(try names(EntrySelection(isOfFavourites: true)) == ["Mail"])
            #expect(try names(EntrySelection(order: .name)) == ["bank", "Mail", "Shop"])
            #expect(try names(EntrySelection(order: .use)) == ["Shop", "bank", "Mail"])
            #expect(try device.entries.list(EntrySelection(order: .name)).map(\.position) == [2, 3, 1])
            _ = try device.codes.code(of: "Mail", next: false, at: nil)
            #expect(try names(EntrySelection(order: .use)) == ["Mail", "Shop", "bank"])
        }
    }

    @Test func `the first code of a day is noted once it was shown, and no other look at codes is`() throws {
        try withDevice(["Shop", "Door"]) { device in
            func days() throws -> [UInt32] { try device.entries.list().map { $0.use?.days ?? 0 } }
            func written() throws -> [UInt8] { try device.store.load().bytes }
            _ = try device.codes.all(at: nil)
            _ = try device.codes.code(of: "Shop", next: false, at: Instant(seconds: 1))
            #expect(try days() == [0, 0])
            try device.codes.code(of: "Shop", next: false, at: nil) { _, _ in
                // Nobody waits for the disk before there is a code.
                #expect((try? days()) == [0, 0])
            }
            #expect(try days() == [1, 0])
            let before = try written()
            _ = try device.codes.code(of: "Shop", next: false, at: nil)
            #expect(try written() == before)
            for _ in 0..<2 { _ = try device.codes.code(of: "Door", next: false, at: nil) }
            #expect(try days() == [1, 1])
            #expect(try device.entries.list()[1].counter == 2)
        }
    }

    @Test func `an entry that was removed comes back with what was said of it`() throws {
        try withDevice(["Shop"]) { device in
            let listing = try device.entries.edit("Shop", EntryEdit(tags: ["x"], note: "text", isFavourite: true))
            let removed = try #require(try device.entries.remove("Shop").keepsake)
            try device.entries.putBack(removed)
            let back = try device.entries.list()[0]
            #expect(back.details.saysTheSame(as: listing.details) && back.id != listing.id)
            // A stamp of its own makes it count on the other devices.
            let entry = try device.vault().contents().portable.entries[0]
            #expect(entry.details.changed == entry.modified)
        }
    }
}
