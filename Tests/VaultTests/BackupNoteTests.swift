import Entries
import Foundation
import LocalFiles
import Primitives
import TestSupport
import Testing

@testable import Sealed
@testable import Vault

@Suite struct BackupNoteTests {
    let folder = try! TemporaryFolder()

    @Test func `what is noted is there for every holder, and the vault stays as it was`() throws {
        let (vault, home) = try vaultWithBackup()
        let other = try UnlockedVault.open(at: home, with: .keyFile)
        let before = try bytes(at: home.vault)
        try vault.note("storage.full", revision: 7)
        try vault.note("storage.busy", revision: 8)
        #expect(try bytes(at: home.vault) == before)
        for holder in [vault, other, try UnlockedVault.open(at: home, with: .keyFile)] {
            #expect(try holder.noted() == ["storage.busy", "8"])
        }
        // The rest of the backup is as it was.
        let backup = try #require(try other.contents().deviceBound.backup)
        #expect(backup.storagePassword == SecretBytes(utf8: "storage pass"))
        #expect(try Files.status(of: home.backupNote).mode == 0o600)
    }

    @Test func `the next change of the vault takes the note over`() throws {
        let (vault, home) = try vaultWithBackup()
        try vault.note("storage.full", revision: 7)
        try UnlockedVault.open(at: home, with: .keyFile).add("one")
        try FileManager.default.removeItem(atPath: home.backupNote)
        let again = try UnlockedVault.open(at: home, with: .keyFile)
        #expect(try again.noted() == ["storage.full", "7"])
        #expect(try again.issuers().last == "one")
    }

    @Test func `a note beside another state of the vault says nothing`() throws {
        let (vault, home) = try vaultWithBackup()
        try vault.note("storage.full", revision: 7)
        let stale = try bytes(at: home.backupNote)
        try vault.add("one")
        try vault.note("storage.busy", revision: 8)
        try write(stale, to: home.backupNote)
        #expect(try UnlockedVault.open(at: home, with: .keyFile).noted() == ["storage.full", "7"])
        // Nor does the note of a later state beside the previous copy.
        try vault.note("storage.busy", revision: 9)
        try write([1], to: home.vault)
        let restored = try UnlockedVault.restorePrevious(at: home, with: .keyFile)
        #expect(try restored.noted() == ["storage.unreachable", "4"])
    }

    @Test func `a note that is lost or damaged counts as none`() throws {
        let (vault, home) = try vaultWithBackup()
        try vault.note("storage.full", revision: 7)
        let note = try bytes(at: home.backupNote)
        var damaged: [[UInt8]] = [[], [0], Array(note.dropLast()), note + [0]]
        for position in Array(0..<80) + Array(note.count - 20..<note.count) {
            var changed = note
            changed[position] ^= 1
            damaged.append(changed)
        }
        for note in damaged {
            try write(note, to: home.backupNote)
            let opened = try UnlockedVault.open(at: home, with: .keyFile)
            #expect(try opened.noted() == ["storage.unreachable", "4"])
        }
        try FileManager.default.removeItem(atPath: home.backupNote)
        let opened = try UnlockedVault.open(at: home, with: .keyFile)
        #expect(try opened.noted() == ["storage.unreachable", "4"])
        // Who knew it goes on knowing it, and writes it into the vault.
        try vault.add("one")
        #expect(try opened.noted() == ["storage.full", "7"])
    }

    @Test func `nothing is readable in it`() throws {
        let (vault, home) = try vaultWithBackup()
        try vault.note("storage.full", revision: 7)
        let file = Data(try bytes(at: home.backupNote))
        for word in ["folder:/", "storage pass", "storage.full", "backup\""] {
            #expect(file.range(of: Data(word.utf8)) == nil)
        }
        let start = 8 + 2 + 32
        #expect(file.count == start + VaultSection.overhead + VaultSection.step)
    }

    @Test func `it goes with the backup, and with the old master key`() throws {
        let (vault, home) = try vaultWithBackup()
        try vault.note("storage.full", revision: 7)
        try vault.setPassphrase(SecretBytes(passphrase: "new passphrase"), cost: cheap)
        #expect(try Files.names(in: home.directory).contains("vault.backup-note") == false)
        #expect(try vault.noted() == ["storage.full", "7"])
        try vault.note("storage.busy", revision: 8)
        try vault.update { $0.deviceBound.backup = nil }
        #expect(try Files.names(in: home.directory).contains("vault.backup-note") == false)
        try vault.noteBackup { $0.problem = "storage.full" }
        #expect(try vault.contents().deviceBound.backup == nil)
    }

    @Test func `notes and changes at once lose nothing`() async throws {
        let (_, home) = try vaultWithBackup()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["a", "b"] {
                group.addTask {
                    let vault = try UnlockedVault.open(at: home, with: .keyFile)
                    for index in 0..<50 {
                        try vault.add("\(name)\(index)")
                        try vault.noteBackup { $0.snapshotTimes["\(name)\(index)"] = sampleTime }
                    }
                }
            }
            try await group.waitForAll()
        }
        let contents = try UnlockedVault.open(at: home, with: .keyFile).contents()
        #expect(contents.portable.entries.count == 105)
        #expect(contents.deviceBound.backup?.snapshotTimes.count == 100)
    }

    private func vaultWithBackup() throws -> (UnlockedVault, VaultHome) {
        (try UnlockedVault.create(at: folder.home, passphrase: nil, contents: sampleContents()), folder.home)
    }
}

extension UnlockedVault {
    fileprivate func note(_ problem: String, revision: UInt64) throws {
        try noteBackup {
            $0.problem = problem
            $0.backedUpRevision = revision
        }
    }

    fileprivate func noted() throws -> [String?] {
        let backup = try contents().deviceBound.backup
        return [backup?.problem, backup?.backedUpRevision.map { String($0) }]
    }
}
