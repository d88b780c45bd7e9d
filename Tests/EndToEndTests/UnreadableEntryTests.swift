import DeviceCore
import Encodings
import Entries
import Foundation
import Primitives
import Testing
import Vault

/// Entries that a newer version of the app made, on devices that have an older one.
@Suite struct UnreadableEntryTests {
    private static let ids = ["a", "b"].map { EntryID(unchecked: String(repeating: $0, count: 32)) }

    @Test func `they are listed in their places, by what is known of them`() async throws {
        try await withTwo { _, phone in
            let listing = try phone.entries.list()
            #expect(listing.map(\.position) == [1, 2, 3, 4])
            #expect(listing.map(\.label) == ["Nordbank:giro 42", "Post:box", "passkey", "Code Forge:dev"])
            #expect(listing.map(\.kind) == ["third-party", "passkey", "passkey", "third-party"])
            #expect(listing.map(\.state) == [.ready, .unreadable, .unreadable, .ready])
            #expect(listing.map(\.digits) == [8, nil, nil, 6])
            #expect(listing.map(\.state.needsVerification) == [false, false, false, false])
            #expect(try phone.codes.all(at: nil).map(\.issuer) == ["Nordbank", "Code Forge"])
        }
    }

    @Test func `under JSON each has every key, and what is not known is null`() async throws {
        try await withTwo { _, phone in
            let data = try JSONEncoder().encode(try phone.entries.list())
            let lines = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
            let keys: Set = [
                "id", "kind", "issuer", "account", "state", "digits", "period", "algorithm", "counter", "position",
                "codesCountFrom", "removal", "tags", "note", "favourite", "icon", "daysUsed", "lastUsed",
            ]
            #expect(lines.allSatisfy { Set($0.keys) == keys })
            #expect(lines[1]["state"] as? String == "unreadable")
            #expect(["digits", "period", "algorithm", "counter"].allSatisfy { lines[1][$0] is NSNull })
        }
    }

    @Test func `they move and go like all others, and can do nothing else`() async throws {
        try await withTwo { _, phone in
            #expect(try phone.entries.move("Post", to: 4).position == 4)
            #expect(try phone.entries.move("Code Forge", to: 2).position == 2)
            #expect(try phone.entries.list().map(\.label).last == "Post:box")
            #expect(throws: Failure(.invalidPosition, ["n": "4"])) { try phone.entries.move("Post", to: 5) }
            #expect(throws: Failure(.unreadableEntry)) { try phone.codes.code(of: "Post", next: false, at: nil) }
            #expect(throws: Failure(.unreadableEntry)) {
                try phone.entries.rename("Post", issuer: "P", account: nil)
            }
            try await phone { try $0.entries.remove("bbbbbb") }
            #expect(try phone.entries.list().count == 3)
            // A readable entry of the same name is what is meant where only a readable one will do.
            try await phone.add("otpauth://totp/Post:other?secret=KRUGKIDROVUWG2ZA&issuer=Post")
            #expect(try phone.codes.code(of: "Post", next: false, at: nil).account == "other")
            let values = ["n": "2", "positions": "3, 4", "accounts": "Post:box, Post:other"]
            await #expect(throws: Failure(.ambiguousEntry, values)) {
                try await phone { try $0.entries.remove("Post") }
            }
        }
    }

    @Test func `they are backed up, recovered, counted, and told apart`() async throws {
        try await withTwo { world, old in
            try await old { try $0.turnOnBackup(to: world.storage) }
            let before = try old.entries.list()
            try world.lose("old")
            let report = try await world.phone("new") { try $0.recover(from: world.storage) }
            #expect((report.restored, report.expected) == (5, 5))
            #expect(report.entries.map(\.state) == [.ready, .unreadable, .unreadable, .ready, .ready])
            #expect(report.entries.map(\.label).prefix(3) == ["Nordbank:giro 42", "Post:box", "passkey"])
            #expect(try world.phone("new").entries.list() == before)
            #expect(try world.phone("new").backups.status().entries == 5)
        }
    }

    @Test func `a removed one comes back from an older version, and stays when devices merge`() async throws {
        try await withTwo { world, old in
            try await old { try $0.turnOnBackup(to: world.storage) }
            _ = try await world.phone("new") { try $0.recover(from: world.storage) }
            try await old { try $0.entries.remove("Post") }
            _ = try await old { try $0.backups.backUpIfPending() }
            #expect(try await world.phone("new") { try $0.backups.backUpNow(allowsFewer: false) }.entries == 4)

            #expect(try await old { try $0.backups.previewRestore(version: 1, exactly: false) }.added == ["Post:box"])
            _ = try await old { try $0.backups.restore(version: 1, exactly: false) }
            _ = try await old { try $0.backups.backUpIfPending() }
            _ = try await world.phone("new") { try $0.backups.backUpNow(allowsFewer: false) }
            #expect(try world.phone("new").entries.list().map(\.label).contains("Post:box"))

            // Exactly that version: also in its order.
            _ = try old.entries.move("Post", to: 1)
            _ = try await old { try $0.backups.restore(version: 1, exactly: true) }
            let labels = try old.entries.list().map(\.label).prefix(4)
            #expect(labels == ["Nordbank:giro 42", "Post:box", "passkey", "Code Forge:dev"])
        }
    }

    @Test func `a vault that holds nothing else is not empty`() async throws {
        try await World.run { world in
            try await world.phone("old") { try $0.turnOnBackup(to: world.storage) }
            let new = world.phone("new")
            _ = try new.settings.set("language", to: "fr")
            try new.vault().update { $0.portable.unreadable = [Self.entry(0, issuer: "Post", position: 0)] }
            await #expect(throws: Failure(.entriesPresent, ["n": "1"])) {
                try await new { try $0.recover(from: world.storage) }
            }
            #expect(try new.entries.list().count == 1)
        }
    }

    /// A phone with two unreadable entries between two readable ones.
    private func withTwo(_ story: @Sendable (World, Device) async throws -> Void) async throws {
        try await World.run { world in
            let phone = world.phone("old")
            for account in RecoveryTests.accounts.prefix(2) { try await phone.add(account) }
            try phone.vault().update { contents in
                contents.portable.unreadable = [
                    Self.entry(0, issuer: "Post", position: 1), Self.entry(1, issuer: "", position: 2),
                ]
                contents.portable.placed = 4
                contents.portable.revision += 1
            }
            try await story(world, phone)
        }
    }

    /// An entry as a newer version of the app could have written it.
    private static func entry(_ index: Int, issuer: String, position: Int) -> UnreadableEntry {
        let device = DeviceID(unchecked: String(repeating: "0", count: 32))
        let account = issuer.isEmpty ? "" : "box"
        return UnreadableEntry(
            id: ids[index],
            modified: Stamp(time: 1_700_000_000_000, counter: 0, device: device),
            kind: "passkey",
            issuer: issuer,
            account: account,
            json: SecretBytes(
                utf8: """
                    {"id":"\(ids[index])","kind":"passkey","issuer":"\(issuer)","account":"\(account)",\
                    "modified":"1700000000000.0.\(device)","key":"0123"}
                    """
            ),
            position: position
        )
    }
}
