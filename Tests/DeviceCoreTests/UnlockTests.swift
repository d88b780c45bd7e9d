import DeviceCore
import Encodings
import Foundation
import OPAQUE
import Primitives
import Sealed
import TestSupport
import Testing
import Vault

/// A vault with a passphrase, and the minutes in which it need not be typed again.
@Suite struct UnlockTests {
    /// A device whose user types `passphrase`, and counts how often.
    private struct Bench: Sendable {
        let folder = try! TemporaryFolder()
        let asked = Counter()
        /// The seconds by which its clock is ahead of the one that dates files.
        let ahead = Counter()

        func device(typing passphrase: String, home: String = "home") -> Device {
            let now: @Sendable () -> Instant = { [ahead] in Instant.now().adding(seconds: Int64(ahead.value)) }
            return Device(
                store: FolderVaultStore(VaultHome(directory: folder.path + "/" + home)),
                security: .floor,
                cache: FileUnlockCache(runtimeFolder: folder.path + "/run", now: now),
                now: now,
                askPassphrase: { [asked] in
                    asked.add(1)
                    return (SecretBytes(passphrase: passphrase), true)
                }
            )
        }
    }

    private let bench = Bench()

    @Test func `a passphrase is asked for once in ten minutes, and after lock`() async throws {
        let device = bench.device(typing: "open sesame, please")
        try device.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        _ = try device.entries.list()
        _ = try device.entries.list()
        #expect(bench.asked.value == 1)
        try device.lock()
        _ = try device.entries.list()
        #expect(bench.asked.value == 2)
        bench.ahead.add(601)
        _ = try device.entries.list()
        #expect(bench.asked.value == 3)
    }

    @Test(arguments: ["link", "home/../link/.", "home//"])
    func `a vault is locked whatever its folder is called by`(name: String) throws {
        let device = bench.device(typing: "open sesame, please")
        try device.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        _ = try device.entries.list()
        let link = "\(bench.folder.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "home")
        let other = bench.device(typing: "open sesame, please", home: name)
        _ = try other.entries.list()
        #expect(bench.asked.value == 1)
        try other.lock()
        _ = try device.entries.list()
        #expect(bench.asked.value == 2)
    }

    /// A program that stays, such as the page's, beside the commands.
    private func page(typing passphrase: String) -> (device: Device, keys: MemoryUnlockCache) {
        let keys = MemoryUnlockCache(now: { Instant.now() })
        return (bench.device(typing: passphrase).rememberingKeys(in: keys), keys)
    }

    @Test func `a lock by a command counts for a program that stays, and its key is gone`() throws {
        let command = bench.device(typing: "open sesame, please")
        try command.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        let (page, keys) = page(typing: "open sesame, please")
        // The first lock makes the mark, the others change it.
        for _ in 1...3 {
            _ = try page.entries.list()
            #expect(try !page.needsPassphrase())
            #expect(page.contentsUnasked() != nil)
            try command.lock()
            #expect(try page.needsPassphrase())
            #expect(page.contentsUnasked() == nil)
            #expect(keys.key(for: page.store.name) == nil)
        }
        #expect(bench.asked.value == 3)
    }

    @Test func `a lock by a program that stays counts for commands, and their key is gone`() throws {
        let command = bench.device(typing: "open sesame, please")
        try command.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        let (page, _) = page(typing: "open sesame, please")
        _ = try command.entries.list()
        _ = try page.entries.list()
        let kept = bench.folder.path + "/run/sparekey"
        #expect(try FileManager.default.contentsOfDirectory(atPath: kept).count == 1)
        try page.lock()
        #expect(try FileManager.default.contentsOfDirectory(atPath: kept).isEmpty)
        #expect(try command.needsPassphrase())
        #expect(try page.needsPassphrase())
    }

    @Test func `a key that was kept before the vault was locked opens nothing, wherever it comes from`() throws {
        let device = bench.device(typing: "open sesame, please")
        try device.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        let (page, keys) = page(typing: "open sesame, please")
        _ = try page.entries.list()
        let kept = try #require(keys.key(for: page.store.name))
        try device.lock()
        keys.remember(kept, for: page.store.name)
        #expect(try page.needsPassphrase())
    }

    @Test func `a wrong passphrase opens nothing and is not kept`() async throws {
        try bench.device(typing: "").setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        #expect(throws: VaultError.unlocking(.wrongPassphrase)) {
            try bench.device(typing: "open sesame").entries.list()
        }
        #expect(throws: VaultError.unlocking(.wrongPassphrase)) {
            try bench.device(typing: "open sesame").entries.list()
        }
    }

    @Test func `who finds the device unlocked changes, removes and circumvents no passphrase`() throws {
        let owner = bench.device(typing: "open sesame, please")
        try owner.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        _ = try owner.entries.list()
        let finder = bench.device(typing: "a guess of the finder")
        _ = try finder.entries.list()
        for new in ["mallory was here", nil] {
            #expect(throws: VaultError.unlocking(.wrongPassphrase)) {
                try finder.setPassphrase(new.map { SecretBytes(passphrase: $0) })
            }
        }
        #expect(throws: VaultError.unlocking(.wrongPassphrase)) { try finder.backups.delete() }
        try owner.lock()
        _ = try owner.entries.list()
    }

    @Test(arguments: ["x", "seven77", "éééé"])
    func `a short passphrase is refused, whatever its bytes`(passphrase: String) async throws {
        #expect {
            try bench.device(typing: "").setPassphrase(SecretBytes(passphrase: passphrase))
        } throws: {
            ($0 as? Failure)?.code == .shortPassphrase
        }
    }

    @Test func `two new passphrases that differ are told as passphrases`() {
        let sentence = Catalogue.preferred(["en"]).sentence(for: Failure(.passwordMismatch).in(.passphrase))
        #expect(sentence.contains("passphrases") && !sentence.contains("passwords"))
    }

    @Test func `a vault without a passphrase cannot be locked`() async throws {
        let device = bench.device(typing: "")
        _ = try device.vaultOrNew()
        #expect(throws: Failure(.noPassphraseSet)) { try device.lock() }
    }
}
