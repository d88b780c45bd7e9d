import DeviceCore
import HTTPExchange
import TestSupport
import Testing
import Threads
import Vault

@testable import DeviceHost
@testable import DevicePages

/// What answers a request waits on a thread of its own.
@Suite struct RequestThreadTests {
    private let folder = try! TemporaryFolder()

    private func site() -> PageSite {
        let home = VaultHome(directory: folder.path + "/home")
        let device = Device(store: FolderVaultStore(home), askPassphrase: { throw Failure(.passphraseNeeded) })
        return PageHost(PageConfiguration(device: device), origin: Phone.origin).site
    }

    @Test func `it ends with the task of its request, and no other request does`() async throws {
        let site = site()
        let task = Task {
            try await site.onOwnThread { site in ThreadPauses(site.device.cancellation).pause(for: .seconds(600)) }
        }
        task.cancel()
        #expect(try await task.value == false)
        #expect(!site.device.cancellation.isCancelled)
        #expect(try await site.onOwnThread { site in !site.device.cancellation.isCancelled })
    }
}
