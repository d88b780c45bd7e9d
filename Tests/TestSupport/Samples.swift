package import Encodings
package import Entries
package import OneTimePassword
package import Primitives

/// A device that makes changes.
package let sampleDevice = DeviceID(unchecked: "000102030405060708090a0b0c0d0e0f")
/// A moment at which it makes them.
package let sampleTime = Instant(seconds: 1_700_000_000)
/// A backup and its key, and the account that it belongs to.
package let backupID = BackupID(unchecked: "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
package let sampleKey = SecretBytes(copying: (0..<32).map { UInt8($0) })
package let accountID: Identifier<Named.Account>.Text = "00112233445566778899aabbccddeeff"

/// What an entry of another site holds.
package func otp(_ bytes: [UInt8], _ parameters: OTPParameters = .standard) -> Entry.Content {
    .thirdParty(OneTimeSecret(secret: SecretBytes(copying: bytes), parameters: parameters))
}

/// An entry of another site for each issuer.
package func contents(ofIssuers issuers: [String]) -> PortableContents {
    var contents = PortableContents(device: sampleDevice)
    for issuer in issuers {
        _ = contents.add(
            otp(Array("12345678901234567890".utf8)),
            issuer: issuer,
            account: "alice",
            at: sampleTime,
            on: sampleDevice
        )
    }
    return contents
}

/// An entry of every kind, an order, a removed entry and settings.
package func samplePortable() throws -> PortableContents {
    var portable = PortableContents(device: sampleDevice)
    _ = portable.add(
        otp(Array("12345678901234567890".utf8)),
        issuer: "GitHub",
        account: "alice",
        at: sampleTime,
        on: sampleDevice
    )
    let hotp = try OTPParameters(kind: .hotp, algorithm: .sha256, digits: 8, counter: UInt64.max)
    _ = portable.add(
        otp([0, 255, 10], hotp),
        issuer: "Zürich 💶",
        account: "a:b \"c\"\\",
        at: sampleTime,
        on: sampleDevice
    )
    let steam = try OTPParameters(kind: .steam)
    _ = portable.add(otp([1], steam), issuer: "Steam", account: "", at: sampleTime, on: sampleDevice)
    _ = portable.add(
        .personal(PersonalAccount(service: "https://id.example", username: "alice")),
        issuer: "Sparekey",
        account: "alice",
        at: sampleTime,
        on: sampleDevice
    )
    let work = portable.add(
        .work(WorkAccount(service: "https://id.example", organization: "acme", member: "a.smith")),
        issuer: "Acme",
        account: "a.smith",
        at: sampleTime,
        on: sampleDevice
    )
    let removed = portable.add(otp([9]), issuer: "Gone", account: "x", at: sampleTime, on: sampleDevice)
    portable.remove(removed, at: sampleTime, on: sampleDevice)
    portable.move(work, to: 0, at: sampleTime, on: sampleDevice)
    portable.changeSettings(at: sampleTime, on: sampleDevice) { $0.language = "fr" }
    return portable
}

extension PortableContents {
    /// Changes the settings and stamps them.
    package mutating func changeSettings(at now: Instant, on device: DeviceID, _ body: (inout Settings) -> Void) {
        body(&settings)
        settings.modified = tick(at: now, on: device)
    }
}
