import Entries
import Primitives
import TestSupport
import Testing
import Vault

/// Two who change one vault: the slower one makes its change to what the faster one left, and nothing is lost.
@Suite struct OvertakenVaultTests {
    let folder = try! TemporaryFolder()
    let passphrase = SecretBytes(passphrase: "new passphrase")

    @Test(arguments: StoreUnderTest.allCases)
    func `who changes a vault keeps nobody waiting, and makes an overtaken change once more`(
        kind: StoreUnderTest
    ) throws {
        let (vault, other) = try opened(in: kind.make(in: folder))
        let tries = Counter()
        try vault.update { contents in
            if tries.next() == 1 { try other.add("theirs") }
            _ = contents.portable.add(otp([1]), issuer: "ours", account: "", at: sampleTime, on: sampleDevice)
        }
        #expect(tries.value == 2)
        for holder in [vault, other] { #expect(try holder.issuers().suffix(2) == ["theirs", "ours"]) }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `a note that overtakes a change is taken over, and so is one that overtakes a note`(
        kind: StoreUnderTest
    ) throws {
        let (vault, other) = try opened(in: kind.make(in: folder))
        let tries = Counter()
        try vault.update { contents in
            if tries.next() == 1 { try other.noteBackup { $0.problem = "storage.full" } }
            contents.deviceBound.deviceName = "renamed"
        }
        try vault.noteBackup { backup in
            if tries.next() == 3 { try? other.noteBackup { $0.problemValues = ["place": "elsewhere"] } }
            backup.backedUpRevision = 9
        }
        #expect(tries.value == 4)
        for holder in [vault, other] {
            let contents = try holder.contents().deviceBound
            #expect(contents.deviceName == "renamed")
            #expect(contents.backup?.problem == "storage.full")
            #expect(contents.backup?.problemValues == ["place": "elsewhere"])
            #expect(contents.backup?.backedUpRevision == 9)
        }
    }

    @Test func `who is overtaken again and again gives up, and the vault is as the others left it`() throws {
        let (vault, other) = try opened(in: MemoryVaultStore())
        let tries = Counter()
        #expect(throws: VaultError.files(.changedElsewhere)) {
            try vault.noteBackup { backup in
                let number = tries.next()
                try? other.noteBackup { $0.backedUpRevision = UInt64(number) }
                backup.problem = "never there"
            }
        }
        let backup = try other.contents().deviceBound.backup
        #expect(backup?.backedUpRevision == UInt64(tries.value))
        #expect(backup?.problem != "never there")
    }

    @Test func `a passphrase that is set while somebody else adds an account opens both`() throws {
        let store = MemoryVaultStore()
        let (vault, other) = try opened(in: store)
        store.beforeNextCommit { try? other.add("theirs") }
        try vault.setPassphrase(passphrase, cost: cheap)
        let found = try UnlockedVault.open(in: store, with: .passphrase(passphrase), floor: cheap)
        #expect(try found.issuers().last == "theirs")
        #expect(throws: VaultError.unlocking(.keyFileMissing)) { try store.loadKey() }
        #expect(throws: VaultError.unlocking(.keyChanged)) { try other.contents() }
    }

    @Test func `of two who take the passphrase away, one does, and its key opens the vault`() throws {
        let store = MemoryVaultStore()
        let (vault, other) = try opened(in: store, passphrase: passphrase)
        store.beforeNextCommit { try? other.setPassphrase(nil) }
        #expect(throws: VaultError.unlocking(.keyChanged)) { try vault.setPassphrase(nil) }
        #expect(try UnlockedVault.open(in: store, with: .keyFile).issuers() == other.issuers())
    }

    @Test func `of two who restore the previous copy, one does, and what it went on with stays`() throws {
        let store = MemoryVaultStore()
        let (vault, _) = try opened(in: store)
        try vault.add("one")
        try vault.add("two")
        store.damage([1, 2, 3])
        store.beforeNextCommit { try? UnlockedVault.restorePrevious(in: store, with: .keyFile).add("three") }
        #expect(throws: VaultError.files(.changedElsewhere)) {
            try UnlockedVault.restorePrevious(in: store, with: .keyFile)
        }
        #expect(try UnlockedVault.open(in: store, with: .keyFile).issuers().suffix(2) == ["one", "three"])
        #expect(store.copies == [[1, 2, 3]])
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `older bytes that come back are known by their version`(kind: StoreUnderTest) throws {
        let store = kind.make(in: folder)
        let (vault, other) = try opened(in: store)
        try vault.add("one")
        let before = try store.load().version
        _ = try other.issuers()
        try vault.add("two")
        #expect(try store.load().version != before)
        let restored = try UnlockedVault.restorePrevious(in: store, with: .keyFile)
        #expect(try store.load().version == before)
        try other.add("three")
        for holder in [vault, other, restored] { #expect(try holder.issuers().suffix(2) == ["one", "three"]) }
    }

    /// A vault that is open twice.
    private func opened(
        in store: any VaultStore,
        passphrase: SecretBytes? = nil
    ) throws -> (UnlockedVault, UnlockedVault) {
        let vault = try UnlockedVault.create(
            in: store,
            passphrase: passphrase,
            cost: cheap,
            floor: cheap,
            contents: sampleContents()
        )
        return (vault, try UnlockedVault.open(in: store, with: .masterKey(vault.masterKey), floor: cheap))
    }
}
