import DeviceCore
import Testing

/// What a device is called in its account.
@Suite struct DeviceNameTests {
    @Test func `a name that another device has is told with the number behind it`() async throws {
        try await World.run { world in
            let old = try await world.signedIn("old")
            let new = try await world.signedIn("new", creating: false)
            #expect(try await old { try $0.accounts.nameThisDevice("Blue phone", of: nil) } == "Blue phone")
            #expect(try await new { try $0.accounts.nameThisDevice("Blue phone", of: nil) } == "Blue phone 2")
            #expect(try await new { try $0.accounts.nameThisDevice("Red phone", of: nil) } == "Red phone")
            await #expect(throws: Failure(.invalidDeviceName)) {
                try await new { try $0.accounts.nameThisDevice("\u{2800}", of: nil) }
            }
        }
    }
}
