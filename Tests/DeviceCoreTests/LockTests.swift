import Encodings
import Foundation
import Primitives
import TestSupport
import Testing
import Vault

@testable import DeviceCore

/// What is left open of a vault that is locked, or kept open.
@Suite struct LockTests {
    private let folder = try! TemporaryFolder()
    private let passphrase = SecretBytes(passphrase: "open sesame, please")

    private func device() -> Device {
        Device(
            store: FolderVaultStore(VaultHome(directory: folder.path + "/home")),
            security: .floor,
            cache: FileUnlockCache(runtimeFolder: folder.path + "/run"),
            askPassphrase: { [passphrase] in (passphrase, true) }
        )
    }

    @Test func `a lock of which other programs are not told says so`() throws {
        let command = device()
        try command.setPassphrase(passphrase)
        let page = device().rememberingKeys(in: MemoryUnlockCache(now: { Instant.now() }))
        _ = try (page.entries.list(), command.entries.list())
        // Nothing takes the place of a folder that is not empty.
        try FileManager.default.createDirectory(
            atPath: folder.path + "/home/vault.lock-mark/x",
            withIntermediateDirectories: true
        )
        let failure = Failure(.cannotWriteVault).in(.locking)
        #expect(throws: failure) { try command.lock() }
        #expect(try command.needsPassphrase() && !page.needsPassphrase())
        for words in Catalogue.languages.map({ Catalogue.preferred([$0]) }) {
            #expect(words.words(for: failure) != words.words(for: Failure(.cannotWriteVault)))
        }
    }

    @Test func `what goes on showing codes sees a lock by another program`() throws {
        let command = device()
        try command.setPassphrase(passphrase)
        // The first lock of a vault, and a later one.
        for _ in 0..<2 {
            let isLocked = command.lockWatch()
            _ = try command.entries.list()
            #expect(!isLocked())
            try device().lock()
            #expect(isLocked())
        }
    }

    @Test func `a vault that is locked is not kept open in memory, by whatever it was locked`() throws {
        let command = device()
        try command.setPassphrase(passphrase)
        let keys = MemoryUnlockCache(now: { Instant.now() })
        let page = device().rememberingKeys(in: keys)
        let open = page.keepingVaultOpen
        let locks: [() throws -> Void] = [
            { try command.lock() }, { try open.lock() }, { keys.forget(open.store.name) },
            { try command.setPassphrase(passphrase) },
        ]
        for lock in locks {
            _ = try open.vault()
            _ = try open.vault()
            #expect(open.opened?.isOpen == true)
            try lock()
            // What the page does every few seconds.
            #expect(open.contentsUnasked() == nil)
            #expect(open.opened?.isOpen == false)
        }
    }

    @Test func `a device for what stays keeps no vault open`() throws {
        let staying = device().keepingVaultOpen.openingVaultEachTime
        _ = try (staying.vaultOrNew(), staying.vault())
        #expect(staying.opened == nil)
    }
}
