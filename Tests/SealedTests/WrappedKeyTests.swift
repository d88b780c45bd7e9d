import Encodings
import Foundation
import Primitives
import TestSupport
import Testing

@testable import Sealed

@Suite struct WrappedKeyTests {
    let exportKey = SecretBytes(copying: [UInt8](repeating: 4, count: 64))

    static let binding = WrapBinding(
        accountID: accountID,
        backup: backupID,
        epoch: 1,
        credentialID: Identifier(unchecked: "aabbccddeeff00112233445566778899"),
        suite: 2
    )

    @Test func `a wrapped key opens and has 72 bytes`() throws {
        let wrapped = try WrappedKey.seal(key: sampleKey, exportKey: exportKey, binding: Self.binding)
        #expect(wrapped.count == 72)
        #expect(try WrappedKey.open(wrapped, exportKey: exportKey, binding: Self.binding) == sampleKey)
    }

    @Test func `a change to any byte is an error`() throws {
        let wrapped = try WrappedKey.seal(key: sampleKey, exportKey: exportKey, binding: Self.binding)
        for index in wrapped.indices {
            var changed = wrapped
            changed[index] ^= 0x80
            #expect(throws: WrappedKeyError.cannotOpen) {
                try WrappedKey.open(changed, exportKey: exportKey, binding: Self.binding)
            }
        }
        for wrong in [[], Array(wrapped.dropLast()), wrapped + [0]] {
            #expect(throws: WrappedKeyError.malformed) {
                try WrappedKey.open(wrong, exportKey: exportKey, binding: Self.binding)
            }
        }
    }

    static let otherBindings = [
        WrapBinding(
            accountID: Identifier(bits: backupID.bits).text,
            backup: backupID,
            epoch: 1,
            credentialID: binding.credentialID,
            suite: 2
        ),
        WrapBinding(accountID: accountID, backup: .random(), epoch: 1, credentialID: binding.credentialID, suite: 2),
        WrapBinding(accountID: accountID, backup: backupID, epoch: 2, credentialID: binding.credentialID, suite: 2),
        WrapBinding(accountID: accountID, backup: backupID, epoch: 1, credentialID: .random(), suite: 2),
        WrapBinding(accountID: accountID, backup: backupID, epoch: 1, credentialID: binding.credentialID, suite: 1),
        WrapBinding(
            accountID: accountID,
            backup: backupID,
            epoch: 1,
            credentialID: binding.credentialID,
            kind: "recovery-code",
            suite: 2
        ),
    ]

    @Test(arguments: otherBindings)
    func `a wrapped key opens for nothing else`(other: WrapBinding) throws {
        let wrapped = try WrappedKey.seal(key: sampleKey, exportKey: exportKey, binding: Self.binding)
        #expect(throws: WrappedKeyError.cannotOpen) {
            try WrappedKey.open(wrapped, exportKey: exportKey, binding: other)
        }
    }

    @Test func `another export key opens nothing and a short one is refused`() throws {
        let wrapped = try WrappedKey.seal(key: sampleKey, exportKey: exportKey, binding: Self.binding)
        #expect(throws: WrappedKeyError.cannotOpen) {
            try WrappedKey.open(wrapped, exportKey: .random(count: 64), binding: Self.binding)
        }
        #expect(throws: WrappedKeyError.malformed) {
            try WrappedKey.open(wrapped, exportKey: .random(count: 32), binding: Self.binding)
        }
    }

    @Test(arguments: ["", "alice", "00", accountID.rawValue + "00"])
    func `identifiers of another length are refused`(id: String) {
        let binding = WrapBinding(
            accountID: Identifier.Text(reading: id),
            backup: backupID,
            epoch: 1,
            credentialID: Self.binding.credentialID,
            suite: 2
        )
        #expect(throws: WrappedKeyError.malformed) {
            try WrappedKey.seal(key: sampleKey, exportKey: exportKey, binding: binding)
        }
    }
}

@Suite struct HeadTests {
    let head = Head.make(file: [1, 2, 3], generation: 5, epoch: 2, backup: backupID, key: sampleKey)

    @Test func `a head verifies with its key and backup only`() {
        #expect(head.verifies(key: sampleKey, backup: backupID))
        #expect(!head.verifies(key: SecretBytes.random(count: 32), backup: backupID))
        #expect(!head.verifies(key: sampleKey, backup: .random()))
    }

    @Test func `a change to anything is noticed`() {
        for index in 0..<32 {
            var hash = head.hash
            hash[index] ^= 1
            let changed = Head(generation: 5, hash: hash, epoch: 2, mac: head.mac)
            #expect(!changed.verifies(key: sampleKey, backup: backupID))
            var mac = head.mac
            mac[index] ^= 1
            #expect(
                !Head(generation: 5, hash: head.hash, epoch: 2, mac: mac).verifies(key: sampleKey, backup: backupID)
            )
        }
        for bit in 0..<64 {
            let changed = Head(generation: 5 ^ (1 << bit), hash: head.hash, epoch: 2, mac: head.mac)
            #expect(!changed.verifies(key: sampleKey, backup: backupID))
        }
        for bit in 0..<32 {
            let changed = Head(generation: 5, hash: head.hash, epoch: 2 ^ (1 << bit), mac: head.mac)
            #expect(!changed.verifies(key: sampleKey, backup: backupID))
        }
    }

    @Test func `bytes cannot move from one field to another`() {
        for (hash, mac) in [([], head.mac), (head.hash + [0], head.mac), (head.hash, []), (head.hash, head.mac + [0])] {
            #expect(!Head(generation: 5, hash: hash, epoch: 2, mac: mac).verifies(key: sampleKey, backup: backupID))
        }
    }
}
