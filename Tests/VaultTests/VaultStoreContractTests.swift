import TestSupport
import Testing
import Vault

/// What every store of a vault must do, of each store that there is.
@Suite struct VaultStoreContractTests {
    let folder = try! TemporaryFolder()

    @Test(arguments: StoreUnderTest.allCases, VaultStoreClause.allCases)
    func `each store of a vault keeps each clause of the contract`(
        kind: StoreUnderTest,
        clause: VaultStoreClause
    ) async throws {
        let store = kind.make(in: folder)
        await #expect(throws: Never.self) { try await clause.check(store) }
    }

    @Test func `two stores have two names, and a folder keeps its own`() {
        #expect(MemoryVaultStore().name != MemoryVaultStore().name)
        #expect(FolderVaultStore(folder.home).name == FolderVaultStore(folder.home).name)
    }
}
