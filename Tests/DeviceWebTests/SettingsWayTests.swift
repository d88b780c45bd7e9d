import DeviceCore
import HTTPTypes
import HummingbirdTesting
import Testing

/// The row of the settings that leads to a backup's accounts promises nothing that its page refuses.
@Suite struct SettingsWayTests {
    @Test func `an empty device is led to the recovery, and one with accounts to merging`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            _ = try await phone.app.vaultOrNew()
            let empty = try await phone.send(.get, "/settings", cookie: cookie).html
            #expect(empty.contains("Begin recovery") && empty.contains("href=\"/recover\""))
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let used = try await phone.send(.get, "/settings", cookie: cookie).html
            #expect(used.contains("Merge with a backup") && !used.contains("href=\"/recover\""))
            let refused = try await phone.send(.get, "/recover", cookie: cookie).html
            #expect(refused.contains("open Backup, give the recovery account"))
        }
    }
}
