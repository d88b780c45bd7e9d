import Entries
import Foundation
import Primitives
import TestSupport
import Testing

@testable import Sealed
@testable import Vault

@Suite struct VaultFileTests {
    let master = SecretBytes.random(count: 32)
    let id = VaultID.random()
    let keyFile = SecretBytes.random(count: 32)

    private func file() throws -> [UInt8] {
        let slots = [
            try Keyslot.wrapping(master, keyFile: keyFile, vault: id),
            try Keyslot.wrapping(master, passphrase: keyFile, cost: cheap, vault: id),
        ]
        return try VaultFile.seal(sampleContents(), master: master, id: id, slots: slots)
    }

    @Test func `a change to any byte is an error`() throws {
        let file = try file()
        var survivors: [Int] = []
        for index in file.indices {
            var changed = file
            changed[index] ^= UInt8(1 << (index % 8))
            do throws(VaultFormatError) {
                _ = try VaultFile.open(changed, master: master)
                survivors.append(index)
            } catch {}
        }
        #expect(survivors == [])
    }

    @Test func `a file cut or lengthened anywhere is an error`() throws {
        let file = try file()
        for length in file.indices {
            #expect(throws: VaultFormatError.self) { try VaultFile.open(Array(file[..<length]), master: master) }
        }
        for more in [[UInt8(0)], [UInt8](repeating: 0, count: 4096), file] {
            #expect(throws: VaultFormatError.damaged) { try VaultFile.open(file + more, master: master) }
        }
    }

    @Test func `each error is reported`() throws {
        let file = try file()
        func opening(_ change: (inout [UInt8]) -> Void) throws -> VaultFormatError? {
            var changed = file
            change(&changed)
            return #expect(throws: VaultFormatError.self) { try VaultFile.open(changed, master: master) }
        }
        #expect(try opening { $0[6] = 0x0A } == .damaged)
        #expect(try opening { $0[9] = 2 } == .unsupportedVersion(2))
        #expect(try opening { $0[8] = 1 } == .unsupportedVersion(257))
        #expect(try opening { $0[11] = 9 } == .unsupportedSuite(9))
        #expect(try opening { $0[29] = 0 } == .damaged)
        #expect(try opening { $0[29] = 9 } == .damaged)
        #expect(try opening { $0[31] = 1 } == .damaged)
        #expect(try opening { $0[64] ^= 1 } == .otherKey)
        #expect(try opening { $0[96 + 256 + 24] = 0xFF } == .damaged)
    }

    @Test func `sections of another vault or another write do not fit`() throws {
        let slots = [try Keyslot.wrapping(master, keyFile: keyFile, vault: id)]
        let first = try VaultFile.seal(sampleContents(), master: master, id: id, slots: slots)
        let second = try VaultFile.seal(sampleContents(), master: master, id: id, slots: slots)
        let start = VaultFile.headerLength + Keyslot.length
        #expect(throws: VaultFormatError.damaged) {
            try VaultFile.open(Array(first[..<start] + second[start...]), master: master)
        }
        let length = (first.count - start) / 2
        let swapped = first[..<start] + first[(start + length)...] + first[start..<(start + length)]
        #expect(throws: VaultFormatError.damaged) { try VaultFile.open(Array(swapped), master: master) }
    }

    @Test func `a keyslot of an unknown kind is kept as it is`() throws {
        let known = try Keyslot.wrapping(master, keyFile: keyFile, vault: id)
        let unknown = try #require(Keyslot(bytes: [0, 9] + randomBytes(count: 126)))
        #expect(unknown.kind == nil)
        let first = try VaultFile.seal(sampleContents(), master: master, id: id, slots: [unknown, known])
        let (file, contents) = try VaultFile.open(first, master: master)
        #expect(file.slots == [unknown, known])
        #expect(try !file.needsPassphrase)
        let again = try VaultFile.seal(contents, master: master, id: id, slots: file.slots)
        #expect(try VaultFile.open(again, master: master).0.slots == [unknown, known])
        let alone = try VaultFile.seal(contents, master: master, id: id, slots: [unknown])
        #expect(throws: KeyslotError.unsupported) {
            try VaultFile.open(alone, master: master).0.needsPassphrase
        }
    }

    @Test func `a keyslot with any bound byte changed opens nothing`() throws {
        for slot in [
            try Keyslot.wrapping(master, keyFile: keyFile, vault: id),
            try Keyslot.wrapping(master, passphrase: keyFile, cost: cheap, vault: id),
        ] {
            let open = { (slot: Keyslot) throws(KeyslotError) -> SecretBytes? in
                slot.kind == .keyFile
                    ? slot.open(keyFile: keyFile, vault: id)
                    : try slot.open(passphrase: keyFile, floor: cheap, vault: id)
            }
            #expect(try open(slot) == master)
            for index in 0..<100 {
                var bytes = slot.bytes
                bytes[index] ^= 1
                let changed = try #require(Keyslot(bytes: bytes))
                #expect((try? open(changed)) == nil)
            }
        }
        let slot = try Keyslot.wrapping(master, keyFile: keyFile, vault: id)
        #expect(slot.open(keyFile: keyFile, vault: .random()) == nil)
    }

    @Test func `a vault of version 1 opens for ever`() throws {
        let folder = try TemporaryFolder()
        let source = try #require(Bundle.module.path(forResource: "vault-v1", ofType: nil, inDirectory: "Fixtures"))
        let home = VaultHome(directory: folder.path)
        try FileManager.default.copyItem(atPath: source, toPath: home.vault)
        let passphrase = SecretBytes(passphrase: "correct horse battery staple")
        let vault = try UnlockedVault.open(at: home, with: .passphrase(passphrase))
        let found = try vault.contents()
        let expected = try sampleContents()
        #expect(found.portable.entries.map(\.issuer) == expected.portable.entries.map(\.issuer))
        #expect(found.portable.entries.map(\.account) == expected.portable.entries.map(\.account))
        let contents = { (portable: PortableContents) in
            portable.entries.filter { $0.kind == .thirdParty }.map(\.content)
        }
        #expect(contents(found.portable) == contents(expected.portable))
        #expect(found.portable.tombstones.count == 1)
        #expect(found.portable.settings.language == "fr")
        #expect(found.deviceBound.deviceName == "old phone")
        #expect(found.deviceBound.backup?.storagePassword == SecretBytes(utf8: "storage pass"))
        #expect(found.deviceBound.backup?.newest == expected.deviceBound.backup?.newest)
    }
}
