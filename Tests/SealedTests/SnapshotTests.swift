import Encodings
import Entries
import Foundation
import Primitives
import TestSupport
import Testing

import struct Crypto.SHA256

@testable import Sealed

@Suite struct SnapshotTests {
    private func seal(_ contents: PortableContents = contents(ofIssuers: ["GitHub"])) throws -> [UInt8] {
        try Snapshot.seal(
            contents,
            key: sampleKey,
            backup: backupID,
            epoch: 3,
            generation: 7,
            parent: [UInt8](repeating: 9, count: 32),
            accountID: accountID,
            device: sampleDevice,
            made: sampleTime
        )
    }

    private func open(_ file: [UInt8]) throws(SnapshotError) -> OpenedSnapshot {
        try Snapshot.open(file, key: sampleKey, backup: backupID, accountID: accountID)
    }

    @Test func `what is sealed comes back`() throws {
        var contents = contents(ofIssuers: ["GitHub", "Zürich 💶"])
        contents.remove(contents.entries[0].id, at: sampleTime, on: sampleDevice)
        let file = try seal(contents)
        let opened = try open(file)
        #expect(opened.portable == contents)
        #expect(opened.epoch == 3)
        #expect(opened.generation == 7)
        #expect(opened.parent == [UInt8](repeating: 9, count: 32))
        #expect(opened.device == sampleDevice)
        #expect(opened.made == sampleTime)
        #expect(opened.hash == Array(SHA256.hash(data: file)))
    }

    @Test func `a change to any byte is an error`() throws {
        let file = try seal()
        var survivors: [Int] = []
        for index in file.indices {
            var changed = file
            changed[index] ^= UInt8(1 << (index % 8))
            do throws(SnapshotError) {
                _ = try open(changed)
                survivors.append(index)
            } catch {}
        }
        #expect(survivors == [])
    }

    @Test func `a file cut or lengthened anywhere is an error`() throws {
        let file = try seal()
        for length in file.indices {
            #expect(throws: SnapshotError.damaged) { try open(Array(file[..<length])) }
        }
        for more in [[UInt8(0)], [UInt8](repeating: 0, count: 16384), file] {
            #expect(throws: SnapshotError.damaged) { try open(file + more) }
        }
        #expect(throws: SnapshotError.tooLarge) {
            try open([UInt8](repeating: 0, count: Snapshot.lengthLimit + 1))
        }
    }

    @Test func `each error is reported`() throws {
        let file = try seal()
        func opening(_ change: (inout [UInt8]) -> Void) -> SnapshotError? {
            var changed = file
            change(&changed)
            return #expect(throws: SnapshotError.self) { try open(changed) }
        }
        #expect(opening { $0[0] ^= 1 } == .damaged)
        #expect(opening { $0[9] = 2 } == .unsupportedVersion(2))
        #expect(opening { $0[11] = 2 } == .unsupportedSuite(2))
        #expect(opening { $0[12] ^= 1 } == .otherBackup)
        #expect(opening { $0[31] ^= 1 } == .otherKey)
        #expect(opening { $0[39] ^= 1 } == .damaged)
        #expect(opening { $0[40] ^= 1 } == .otherKey)
        #expect(opening { $0[72] ^= 1 } == .damaged)
        #expect(opening { $0[96] ^= 1 } == .otherKey)
        #expect(opening { $0[131] ^= 1 } == .damaged)
        #expect(opening { $0[132] ^= 1 } == .damaged)
    }

    @Test func `another key, backup or account opens nothing`() throws {
        let file = try seal()
        #expect(throws: SnapshotError.otherKey) {
            try Snapshot.open(file, key: SecretBytes.random(count: 32), backup: backupID, accountID: accountID)
        }
        #expect(throws: SnapshotError.otherBackup) {
            try Snapshot.open(file, key: sampleKey, backup: .random(), accountID: accountID)
        }
        #expect(throws: SnapshotError.damaged) {
            try Snapshot.open(file, key: sampleKey, backup: backupID, accountID: Identifier.random().text)
        }
        #expect(throws: SnapshotError.malformedAccountID) {
            try Snapshot.open(file, key: sampleKey, backup: backupID, accountID: "alice")
        }
    }

    @Test func `what the header says must be said inside too`() throws {
        // Sealed by a holder of the key, with another generation in the header than inside.
        let metadata = SnapshotMetadata(
            backup: backupID,
            generation: 8,
            parent: nil,
            device: sampleDevice,
            made: sampleTime
        )
        let plaintext = try metadata.joined(to: contents(ofIssuers: []))
        let salt = randomBytes(count: 32)
        let keys = SnapshotKeys(key: sampleKey, salt: salt, backup: backupID, epoch: 3)
        let header = SnapshotHeader(
            backup: backupID,
            epoch: 3,
            generation: 7,
            salt: salt,
            nonce: randomBytes(count: 24),
            commitment: keys.commitment,
            ciphertextLength: 16400
        )
        let sealed = try XChaCha20Poly1305.seal(
            plaintext,
            key: keys.data,
            nonce: header.nonce,
            additionalData: header.additionalData(accountID: accountID)
        )
        #expect(throws: SnapshotError.damaged) { try open(header.bytes + sealed) }
    }

    @Test(arguments: [(0, 16_532), (1, 16_532), (40, 16_532), (200, 65_684), (1000, 524_436)])
    func `lengths say little about the number of entries`(entries: Int, length: Int) throws {
        let file = try seal(contents(ofIssuers: (0..<entries).map { "Issuer \($0)" }))
        #expect(file.count == length)
    }

    @Test(arguments: [
        (0, 16_384), (16_380, 16_384), (16_381, 32_768), (16_777_212, 16_777_216), (16_777_213, nil),
    ])
    func `buckets double`(count: Int, bucket: Int?) {
        #expect(SnapshotPadding.bucket(for: count) == bucket)
    }

    @Test func `the fullest vault fits and the next entry does not`() throws {
        var contents = contents(ofIssuers: ["a"])
        let entry = contents.entries[0]
        let copy = { Entry(issuer: "issuer", account: "account", content: entry.content, modified: entry.modified) }
        contents.entries = (0..<20_000).map { _ in copy() }
        #expect(try open(seal(contents)).portable == contents)
        contents.entries.append(copy())
        #expect(throws: SnapshotError.tooLarge) { try seal(contents) }
    }

    @Test func `nothing readable lies outside the sealed part`() throws {
        let file = Data(try seal())
        for word in ["GitHub", "alice", "12345678901234567890", sampleDevice.rawValue, accountID.rawValue] {
            #expect(file.range(of: Data(word.utf8)) == nil)
        }
        #expect(file.range(of: Data(try #require(Hex.decode(accountID.rawValue)))) == nil)
    }

    @Test func `a snapshot of version 1 opens for ever`() throws {
        let opened = try kept("snapshot-v1")
        #expect(opened.epoch == 3)
        #expect(opened.generation == 7)
        #expect(opened.portable.entries.map(\.issuer) == ["GitHub", "Zürich 💶"])
        #expect(opened.portable.entries.map(\.content) == contents(ofIssuers: ["", ""]).entries.map(\.content))
        #expect(opened.portable.tombstones.count == 1)
    }

    @Test func `a snapshot whose contents follow the second schema opens for ever`() throws {
        let entries = try kept("snapshot-v1-schema2").portable.entries
        #expect(entries.map(\.details.tags) == [["work", "Ünï code"], []])
        #expect(entries.map(\.details.note) == ["The second phone\n\tis in the drawer", ""])
        #expect(entries.map(\.details.isFavourite) == [true, false])
        #expect(entries.map(\.details.icon) == [nil, .picture(try EntryIcon.Picture([0, 1, 2]))])
        #expect(entries.map(\.details.changed) == entries.map(\.modified))
        let sites = SecretBytes(utf8: #"[{"host":"a.example"},null,1.5]"#)
        #expect(entries.map(\.carried) == [[], [CarriedMember(name: "sites", json: sites)]])
    }

    private func kept(_ name: String) throws -> OpenedSnapshot {
        let path = try #require(Bundle.module.path(forResource: name, ofType: "sealed", inDirectory: "Fixtures"))
        return try open([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    }
}
