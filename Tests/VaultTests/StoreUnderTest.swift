import TestSupport
import Testing
import Vault

/// The stores of a vault; a new one gets a case and a line in `make`.
enum StoreUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case folder

    var testDescription: String { rawValue }

    func make(in folder: TemporaryFolder) -> any VaultStore {
        switch self {
        case .memory: MemoryVaultStore()
        case .folder: FolderVaultStore(folder.home)
        }
    }
}
