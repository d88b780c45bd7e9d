import Entries
import Foundation
import Primitives
import TestSupport
import Testing

@testable import Vault

@Suite struct PassphraseChangeTests {
    let folder = try! TemporaryFolder()
    let old = SecretBytes(passphrase: "old passphrase")
    let new = SecretBytes(passphrase: "new passphrase")

    @Test func `the old passphrase opens neither the vault nor the previous copy`() throws {
        let home = folder.home
        let vault = try UnlockedVault.create(at: home, passphrase: old, cost: cheap, contents: sampleContents())
        try vault.add("one")
        let before = vault.masterKey
        try vault.setPassphrase(new, cost: cheap)
        #expect(vault.masterKey != before)
        #expect(throws: VaultError.unlocking(.wrongPassphrase)) {
            try UnlockedVault.open(at: home, with: .passphrase(old))
        }
        #expect(!UnlockedVault.previousOpens(at: home, with: .passphrase(old)))
        #expect(!UnlockedVault.previousOpens(at: home, with: .masterKey(before)))
        #expect(UnlockedVault.previousOpens(at: home, with: .passphrase(new)))
        let opened = try UnlockedVault.open(at: home, with: .passphrase(new))
        #expect(try opened.issuers().last == "one")
        try vault.add("two")
        #expect(try opened.issuers().last == "two")
    }

    @Test func `another holder of the old master key is told to unlock again`() throws {
        let first = try UnlockedVault.create(at: folder.home, passphrase: old, cost: cheap, contents: sampleContents())
        let second = try UnlockedVault.open(at: folder.home, with: .passphrase(old))
        try first.setPassphrase(new, cost: cheap)
        #expect(throws: VaultError.unlocking(.keyChanged)) { try second.contents() }
        #expect(throws: VaultError.unlocking(.keyChanged)) { try second.add("lost") }
    }

    @Test func `setting a passphrase removes the key file and taking it away makes one`() throws {
        let home = folder.home
        let vault = try UnlockedVault.create(at: home, passphrase: nil, contents: sampleContents())
        try vault.setPassphrase(new, cost: cheap)
        #expect(!FileManager.default.fileExists(atPath: home.keyFile))
        #expect(try UnlockedVault.needsPassphrase(at: home))
        try vault.setPassphrase(nil)
        #expect(try !UnlockedVault.needsPassphrase(at: home))
        _ = try UnlockedVault.open(at: home, with: .keyFile)
        try vault.setPassphrase(nil)
        _ = try UnlockedVault.open(at: home, with: .keyFile)
    }

    @Test(arguments: WriteStep.allCases, [true, false])
    func `a process killed while the passphrase changes leaves a vault that opens`(
        step: WriteStep,
        removing: Bool
    ) async throws {
        let path = folder.path + "/home"
        let home = VaultHome(directory: path)
        _ = try UnlockedVault.create(
            at: home,
            passphrase: removing ? old : nil,
            cost: cheap,
            contents: sampleContents()
        )
        let name = step.rawValue
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, name = name as String, removing = removing as Bool] in
            var home = VaultHome(directory: path)
            home.afterStep = { if $0.rawValue == name { kill(getpid(), SIGKILL) } }
            let old = SecretBytes(passphrase: "old passphrase")
            let new = SecretBytes(passphrase: "new passphrase")
            let vault = try UnlockedVault.open(at: home, with: removing ? .passphrase(old) : .keyFile)
            try vault.setPassphrase(removing ? nil : new, cost: cheap)
        }
        let opened: UnlockedVault
        if try UnlockedVault.needsPassphrase(at: home) {
            opened = try UnlockedVault.open(at: home, with: .passphrase(removing ? old : new))
        } else {
            opened = try UnlockedVault.open(at: home, with: .keyFile)
        }
        try opened.add("afterwards")
        #expect(try opened.contents().portable.entries.count == 6)
    }
}
