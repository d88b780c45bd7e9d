import DeviceCore
import Entries
import Foundation
import Primitives
import Sealed
import TestSupport
import Testing
import Vault

/// A command keeps its vault open, and sees what others do to it meanwhile.
@Suite struct OpenedVaultTests {
    private let folder = try! TemporaryFolder()
    private let asked = Counter()

    private func device(typing passphrase: String = "open sesame, please") -> Device {
        Device(
            store: FolderVaultStore(VaultHome(directory: folder.path + "/home")),
            security: .floor,
            cache: FileUnlockCache(runtimeFolder: folder.path + "/run"),
            askPassphrase: { [asked] in
                asked.add(1)
                return (SecretBytes(passphrase: passphrase), true)
            }
        )
    }

    @Test func `a vault that is kept open has what another command has changed`() throws {
        let kept = device().keepingVaultOpen
        #expect(try kept.settings.set("hide-codes", to: "on").hidesCodes)
        #expect(try !device().settings.set("hide-codes", to: "off").hidesCodes)
        #expect(try !kept.settings.read().hidesCodes)
    }

    @Test func `a passphrase that another command has set is asked for`() throws {
        let kept = device().keepingVaultOpen
        _ = try kept.settings.set("hide-codes", to: "on")
        try device().setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        #expect(asked.value == 0)
        #expect(try kept.settings.read().hidesCodes)
        #expect(asked.value == 1)
    }

    @Test func `a lock by another command counts at once`() throws {
        let kept = device().keepingVaultOpen
        try device().setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        _ = try kept.settings.read()
        _ = try kept.settings.read()
        #expect(asked.value == 1)
        try device().lock()
        #expect(kept.contentsUnasked() == nil)
        _ = try kept.settings.read()
        #expect(asked.value == 2)
    }

    @Test func `another vault in its place is opened in its place`() throws {
        let kept = device().keepingVaultOpen
        _ = try kept.settings.set("hide-codes", to: "on")
        try FileManager.default.removeItem(atPath: folder.path + "/home")
        _ = try device().settings.set("hide-codes", to: "off")
        #expect(try !kept.settings.read().hidesCodes)
    }

    @Test func `what asks once more asks, though the vault is open`() throws {
        let kept = device().keepingVaultOpen
        try device().setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        _ = try kept.settings.read()
        _ = try kept.vaultAskingAgain()
        #expect(asked.value == 2)
        let other = device(typing: "not the passphrase").keepingVaultOpen
        _ = try other.settings.read()
        #expect(throws: (any Error).self) { try other.vaultAskingAgain() }
    }
}
