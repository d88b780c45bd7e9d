import AccountAPI
import DeviceCore
import HTTPExchange
import TestSupport
import Testing
import Threads
import Vault

/// What a device does waits where it is called, and keeps no task waiting meanwhile.
@Suite struct WaitingUseCaseTests {
    /// A service that answers nothing for as long as somebody waits.
    private struct SilentTransport: AccountTransport {
        let asked = Counter()

        func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
            asked.add(1)
            try cancellation.waitForNothing()
        }
    }

    private let folder = try! TemporaryFolder()
    private let transport = SilentTransport()

    private func device() -> Device {
        Device(
            store: FolderVaultStore(VaultHome(directory: folder.path + "/home")),
            transport: transport,
            security: .floor,
            askPassphrase: { throw Failure(.passphraseNeeded) }
        )
    }

    @Test func `fifty use cases that wait keep no task waiting, and end with their tasks`() async throws {
        let (device, service) = (device(), try ServiceAddress("https://accounts.example.org"))
        let calls = (0..<50).map { _ in
            Task {
                let cancellation = ThreadCancellation()
                try await OwnThread.run(cancellation) {
                    try device.until(cancellation).accounts.refuseSilence(of: service)
                }
            }
        }
        while transport.asked.value < 50 { await Task.yield() }
        for number in 0..<50 { #expect(await Task { number }.value == number) }
        for call in calls { call.cancel() }
        for call in calls { await #expect(throws: AccountError.self) { try await call.value } }
    }
}
