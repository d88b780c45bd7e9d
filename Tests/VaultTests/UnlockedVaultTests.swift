import Entries
import Foundation
import LocalFiles
import Primitives
import TestSupport
import Testing

@testable import Sealed
@testable import Vault

@Suite struct UnlockedVaultTests {
    let folder = try! TemporaryFolder()
    let passphrase = SecretBytes(passphrase: "correct horse")

    @Test(arguments: [true, false])
    func `what is stored comes back`(withPassphrase: Bool) throws {
        let contents = try sampleContents()
        let home = folder.home
        _ = try UnlockedVault.create(
            at: home,
            passphrase: withPassphrase ? passphrase : nil,
            cost: cheap,
            contents: contents
        )
        #expect(try UnlockedVault.needsPassphrase(at: home) == withPassphrase)
        let vault = try UnlockedVault.open(at: home, with: withPassphrase ? .passphrase(passphrase) : .keyFile)
        let found = try vault.contents()
        #expect(found.portable == contents.portable)
        #expect(try describe(found.deviceBound) == describe(contents.deviceBound))
    }

    @Test func `files and folder belong to their user alone`() throws {
        let home = folder.home
        let vault = try UnlockedVault.create(at: home, passphrase: nil, contents: sampleContents())
        try vault.add("one")
        #expect(try Files.status(of: home.directory).mode == 0o700)
        for path in [home.vault, home.previous, home.keyFile, home.lock] {
            #expect(try Files.status(of: path).mode == 0o600)
        }
    }

    @Test func `no secret and no name is readable in the file`() throws {
        let contents = try sampleContents()
        _ = try UnlockedVault.create(at: folder.home, passphrase: nil, contents: contents)
        let file = Data(try bytes(at: folder.home.vault))
        for word in ["GitHub", "alice", "GEZDGNBVGY3TQOJQ", "12345678901234567890", "acme", "folder:/", "storage pass"]
        {
            #expect(file.range(of: Data(word.utf8)) == nil)
        }
    }

    @Test func `sizes grow in steps`() throws {
        let contents = VaultContents(deviceName: "")
        _ = try UnlockedVault.create(at: folder.home, passphrase: nil, contents: contents)
        let length = try Files.status(of: folder.home.vault).size
        #expect(length == 96 + 128 + 2 * (24 + 4 + 4096 + 16))
    }

    @Test func `missing and existing vaults are told apart`() throws {
        let home = folder.home
        #expect(!UnlockedVault.exists(at: home))
        #expect(throws: VaultError.files(.missing)) { try UnlockedVault.open(at: home, with: .keyFile) }
        #expect(throws: VaultError.files(.missing)) { try UnlockedVault.needsPassphrase(at: home) }
        _ = try UnlockedVault.create(at: home, passphrase: nil, contents: sampleContents())
        #expect(UnlockedVault.exists(at: home))
        #expect(throws: VaultError.files(.exists)) {
            try UnlockedVault.create(at: home, passphrase: nil, contents: sampleContents())
        }
    }

    @Test func `a wrong passphrase and a wrong way to unlock are told apart`() throws {
        let home = folder.home
        _ = try UnlockedVault.create(at: home, passphrase: passphrase, cost: cheap, contents: sampleContents())
        #expect(throws: VaultError.unlocking(.wrongPassphrase)) {
            try UnlockedVault.open(at: home, with: .passphrase(SecretBytes(passphrase: "correct horse ")))
        }
        #expect(throws: VaultError.unlocking(.passphraseNeeded)) { try UnlockedVault.open(at: home, with: .keyFile) }
        #expect(throws: VaultError.unlocking(.keyChanged)) {
            try UnlockedVault.open(at: home, with: .masterKey(SecretBytes.random(count: 32)))
        }
    }

    @Test func `a passphrase is the same in both normalisation forms`() throws {
        let home = folder.home
        let composed = SecretBytes(passphrase: "caf\u{E9}")
        _ = try UnlockedVault.create(at: home, passphrase: composed, cost: cheap, contents: sampleContents())
        _ = try UnlockedVault.open(at: home, with: .passphrase(SecretBytes(passphrase: "cafe\u{301}")))
    }

    @Test func `a cost below the floor is refused before it is paid`() throws {
        _ = try UnlockedVault.create(at: folder.home, passphrase: passphrase, cost: cheap, contents: sampleContents())
        #expect(throws: VaultError.format(.damaged)) {
            try UnlockedVault.open(at: folder.home, with: .passphrase(passphrase), floor: .floor)
        }
    }

    @Test(arguments: [
        (UInt32.max, UInt32.max), (1 << 31, 1 << 31), (1 << 31, 1), (8, 1 << 31), (1 << 20, 17), (0, 0),
    ])
    func `a cost that no device can pay is refused in every keyslot`(memory: UInt32, iterations: UInt32) throws {
        _ = try UnlockedVault.create(at: folder.home, passphrase: passphrase, cost: cheap, contents: sampleContents())
        var file = try bytes(at: folder.home.vault)
        var cost: [UInt8] = []
        cost.appendInteger(memory)
        cost.appendInteger(iterations)
        let slot = VaultFile.headerLength
        file.replaceSubrange(slot + 4..<slot + 12, with: cost)
        // A second one, so that both together may be more than a number holds.
        file.insert(contentsOf: file[slot..<slot + Keyslot.length], at: slot)
        file.replaceSubrange(28..<30, with: [0, 2])
        try write(file, to: folder.home.vault)
        #expect(throws: VaultError.format(.damaged)) {
            try UnlockedVault.open(at: folder.home, with: .passphrase(passphrase))
        }
    }

    @Test func `a key file that is missing, exposed or wrong is recognised as such`() throws {
        let home = folder.home
        _ = try UnlockedVault.create(at: home, passphrase: nil, contents: sampleContents())
        #expect(throws: VaultError.unlocking(.passphraseNotSet)) {
            try UnlockedVault.open(at: home, with: .passphrase(passphrase))
        }
        let key = try bytes(at: home.keyFile)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: home.keyFile)
        #expect(throws: VaultError.unlocking(.keyFileExposed)) { try UnlockedVault.open(at: home, with: .keyFile) }
        for wrong in [[UInt8](repeating: 0, count: 32), Array(key.dropLast()), key + [0], []] {
            try write(wrong, to: home.keyFile)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: home.keyFile)
            #expect(throws: VaultError.unlocking(.wrongKeyFile)) { try UnlockedVault.open(at: home, with: .keyFile) }
        }
        try FileManager.default.removeItem(atPath: home.keyFile)
        #expect(throws: VaultError.unlocking(.keyFileMissing)) { try UnlockedVault.open(at: home, with: .keyFile) }
    }

    @Test func `a change that throws changes nothing`() throws {
        struct Refusal: Error {}
        let vault = try UnlockedVault.create(at: folder.home, passphrase: nil, contents: sampleContents())
        let before = try bytes(at: folder.home.vault)
        #expect(throws: Refusal.self) {
            try vault.update { contents in
                contents.portable.entries = []
                throw Refusal()
            }
        }
        #expect(try bytes(at: folder.home.vault) == before)
        #expect(try vault.contents().portable.entries.count == 5)
    }

    @Test func `what another holder wrote is seen`() throws {
        let first = try UnlockedVault.create(at: folder.home, passphrase: nil, contents: sampleContents())
        let second = try UnlockedVault.open(at: folder.home, with: .masterKey(first.masterKey))
        try second.add("from the second")
        #expect(try first.issuers().last == "from the second")
    }

    @Test func `two holders lose no change`() async throws {
        let home = folder.home
        _ = try UnlockedVault.create(at: home, passphrase: nil, contents: VaultContents(deviceName: ""))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["a", "b"] {
                group.addTask {
                    let vault = try UnlockedVault.open(at: home, with: .keyFile)
                    for index in 0..<100 { try vault.add("\(name)\(index)") }
                }
            }
            try await group.waitForAll()
        }
        let issuers = try UnlockedVault.open(at: home, with: .keyFile).issuers()
        #expect(issuers.count == 200)
        #expect(Set(issuers).count == 200)
        #expect(issuers.filter { $0.hasPrefix("a") } == (0..<100).map { "a\($0)" })
    }

    @Test func `a writer gives up while another holds the lock`() throws {
        var home = folder.home
        home.patience = .milliseconds(50)
        let vault = try UnlockedVault.create(at: home, passphrase: nil, contents: sampleContents())
        let lock = try FileLock(home.lock, patience: .zero)
        #expect(throws: VaultError.files(.busy)) { try vault.add("late") }
        _ = consume lock
        try vault.add("in time")
    }

    @Test func `contents beyond the bounds are refused and the vault stays`() throws {
        let vault = try UnlockedVault.create(at: folder.home, passphrase: nil, contents: sampleContents())
        #expect(throws: VaultError.format(.tooLarge)) { try vault.add(String(repeating: "x", count: 4097)) }
        #expect(throws: VaultError.format(.tooLarge)) {
            try vault.update { contents in
                let entry = contents.portable.entries[0]
                contents.portable.entries = (0...20_000).map { _ in
                    Entry(issuer: "", account: "", content: entry.content, modified: entry.modified)
                }
            }
        }
        #expect(try vault.contents().portable.entries.count == 5)
        try vault.add(String(repeating: "x", count: 4096))
    }

    @Test func `opening a hundred entries with a key file takes milliseconds`() throws {
        let vault = try UnlockedVault.create(at: folder.home, passphrase: nil, contents: sampleContents())
        try vault.update { contents in
            for index in 0..<100 {
                _ = contents.portable.add(
                    otp([1, 2, 3]),
                    issuer: "\(index)",
                    account: "",
                    at: sampleTime,
                    on: sampleDevice
                )
            }
        }
        let elapsed = try ContinuousClock().measure {
            for _ in 0..<5 { _ = try UnlockedVault.open(at: folder.home, with: .keyFile) }
        }
        // A debug build on a busy machine; one try of the cheapest allowed passphrase would take longer.
        #expect(elapsed / 5 < .milliseconds(150))
    }
}
