import Encodings
import Entries
import OneTimePassword
import Primitives
import TestSupport
import Testing

@testable import Vault

/// What a device was to an account is kept for a while after it signed in there as a new one.
@Suite struct FormerDeviceTests {
    private static let entry = EntryID(unchecked: "00112233445566778899aabbccddeeff")
    private static let start = Instant(seconds: 1_800_000_000)

    private static func code(_ device: String) throws -> DeviceCode {
        let secret = SecretBytes(utf8: device)
        return DeviceCode(
            serviceDevice: Identifier.Text(reading: device),
            oneTime: OneTimeSecret(secret: secret, parameters: try OTPParameters(digits: 8))
        )
    }

    private static func contents() throws -> DeviceBoundContents {
        var contents = DeviceBoundContents(device: .random(), deviceName: "phone")
        contents.codes[entry] = try code("first")
        contents.credentials[entry] = DeviceCredential(
            serviceDevice: "first",
            key: SecretBytes.random(count: 32),
            isConfirmed: true
        )
        return contents
    }

    @Test func `the first of several is kept, and put back with its answers`() throws {
        var contents = try Self.contents()
        contents.replaceCode(of: Self.entry, with: try Self.code("second"), at: Self.start)
        #expect(contents.codes[Self.entry]?.serviceDevice == "second" && contents.credentials.isEmpty)
        contents.replaceCode(of: Self.entry, with: try Self.code("third"), at: Self.start.adding(seconds: 60))
        #expect(contents.formerCode(of: Self.entry, at: Self.start)?.serviceDevice == "first")
        contents.putFormerBack(Self.entry)
        #expect(contents.codes[Self.entry]?.serviceDevice == "first")
        #expect(contents.credentials[Self.entry]?.serviceDevice == "first" && contents.former.isEmpty)
    }

    @Test func `it is kept for thirty days`() throws {
        var contents = try Self.contents()
        contents.replaceCode(of: Self.entry, with: try Self.code("second"), at: Self.start)
        let end = Self.start.adding(seconds: FormerDevice.lifetime)
        contents.forgetFormer(at: end.adding(seconds: -1))
        #expect(contents.formerCode(of: Self.entry, at: end.adding(seconds: -1)) != nil)
        #expect(contents.formerCode(of: Self.entry, at: end) == nil)
        contents.replaceCode(of: Self.entry, with: try Self.code("third"), at: end)
        #expect(contents.formerCode(of: Self.entry, at: end)?.serviceDevice == "second")
        contents.forgetFormer(at: end.adding(seconds: FormerDevice.lifetime))
        #expect(contents.former.isEmpty)
    }
}
