import AccountAPI
import AccountServer
import Foundation
import Testing

/// Who sees the devices that were suspended: an older one, which can remove them for good.
@Suite struct SuspendedDeviceListTests {
    private static func suspended(
        _ client: TestClient,
        _ session: TestSession
    ) async throws -> [ListDevices.Device] {
        try #require(try await client.call(ListDevices.self, Nothing(), session: session).suspended)
    }

    @Test func `an older device sees a suspended one until it removes it, and a younger one never does`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let phone = try await client.registered()
            let tablet = try await TakingBackInTurnTests.settled(client, service, "Tablet")
            let guest = try await TakingBackInTurnTests.settled(client, service, "Guest")
            #expect(try await Self.suspended(client, phone).isEmpty)
            try await client.revoke(tablet.opened.device, in: guest)
            let listed = try await client.call(ListDevices.self, Nothing(), session: phone)
            #expect(listed.devices.map(\.name).last == "Guest" && listed.devices.count == 2)
            #expect(listed.devices.allSatisfy { $0.suspendedUntil == nil })
            let gone = try #require(listed.suspended?.first)
            let end = Int64(service.clock.now.timeIntervalSince1970 * 1000) + 30 * 86_400_000
            #expect(gone.id == tablet.opened.device && gone.name == "Tablet")
            #expect(gone.suspendedUntil == end && !gone.current && listed.suspended?.count == 1)
            #expect(try await Self.suspended(client, guest).isEmpty)
            let browserless = try await client.signIn(device: nil)
            #expect(try await Self.suspended(client, browserless).isEmpty)
            try await client.revoke(gone.id, in: phone)
            #expect(try await Self.suspended(client, phone).isEmpty)
        }
    }
}
