import DeviceCore
import TestSupport
import Testing

@testable import DevicePages

/// A button that is pressed twice, as impatient people do, does its work once.
@Suite struct SecondPressTests {
    private static let uri = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"

    @Test(.timeLimit(.minutes(10)))
    func `keeping both accounts adds one, however often it is pressed`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.uri)
            let cookie = try await phone.visit()
            phone.site.pendingScan.value = PendingScan(texts: [Self.uri], label: "Shop:ada")
            try await phone.press("/add/duplicate", form: ["choice": "keep"], cookie: cookie, times: 8)
            #expect(try phone.device.entries.list().count == 2)
            #expect(phone.site.pendingScan.value == nil)
        }
    }

    @Test func `what could not be added can be kept still`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.uri)
            let cookie = try await phone.visit()
            phone.site.pendingScan.value = PendingScan(texts: ["otpauth://totp/?secret="], label: "")
            try await phone.press("/add/duplicate", form: ["choice": "keep"], cookie: cookie, times: 1)
            #expect(phone.site.pendingScan.value != nil)
        }
    }
}
