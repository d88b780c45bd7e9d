import DeviceCore
import Encodings
import Entries
import Foundation
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

/// Accounts here that may be what signs in to the storage of the backup.
@Suite struct SecondFactorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let location: String
        let issuer: String
        let looksLike: Bool

        var testDescription: String { "\(issuer) at \(location)" }
    }

    static let cases = [
        ("webdavs://me@cloud.example.org/dav", "Example", true),
        ("webdavs://me@cloud.example.org/dav", "Nextcloud", true),
        ("webdavs://me@cloud.example.org/dav", "My ownCloud", true),
        ("webdavs://me@cloud.example.org/dav", "Cloud", false),
        ("webdavs://me@cloud.example.org/dav", "Shop", false),
        ("webdavs://me@192.0.2.17/dav", "192", false),
        ("s3://KEY@bucket/prefix", "AWS", true),
        ("s3://KEY@bucket/prefix", "Amazon Web Services", true),
        ("s3://KEY@bucket/prefix", "Laws", false),
        ("s3://KEY@bucket?endpoint=https://s3.eu-central-1.amazonaws.com", "aws", true),
        ("s3://KEY@bucket?endpoint=https://s3.us-west-004.backblazeb2.com", "Backblaze", true),
        ("s3://KEY@bucket?endpoint=https://0123.r2.cloudflarestorage.com", "Cloudflare", true),
        ("s3://KEY@bucket?endpoint=https://s3.example.org", "Amazon", false),
        ("folder:/home/me/Dropbox/backup", "Dropbox", true),
        ("folder:/home/me/OneDrive - Home/backup", "Microsoft OneDrive", true),
        ("folder:/media/stick/backup", "Dropbox", false),
        ("folder:/media/stick/backup", "Media", false),
    ].map { Case(location: $0.0, issuer: $0.1, looksLike: $0.2) }

    @Test(arguments: cases)
    func `an issuer that could be who runs the storage is noticed`(_ test: Case) throws {
        let contents = try contents(backedUpTo: test.location, issuer: test.issuer)
        #expect((contents.secondFactorOfStorage() != nil) == test.looksLike)
    }

    @Test func `without a backup there is nothing to lose it with`() throws {
        var contents = try contents(backedUpTo: "webdavs://me@cloud.example.org/dav", issuer: "Nextcloud")
        #expect(contents.secondFactorOfStorage() == "Nextcloud:me")
        contents.deviceBound.backup = nil
        #expect(contents.secondFactorOfStorage() == nil)
    }

    @Test func `one account alone can be looked at, and accounts of the service are none`() throws {
        var contents = try contents(backedUpTo: "webdavs://me@cloud.example.org/dav", issuer: "Nextcloud")
        let added = contents.portable.add(
            .personal(PersonalAccount(service: "https://accounts.example.org", username: "me")),
            issuer: "accounts.example.org",
            account: "me",
            at: Instant.now(),
            on: contents.deviceBound.device
        )
        #expect(contents.secondFactorOfStorage(added.rawValue) == nil)
        #expect(contents.secondFactorOfStorage(contents.portable.entries[0].id.rawValue) == "Nextcloud:me")
    }

    private func contents(backedUpTo location: String, issuer: String) throws -> VaultContents {
        var contents = VaultContents(deviceName: "test")
        let secret = OneTimeSecret(secret: SecretBytes(copying: [1, 2, 3]), parameters: .standard)
        let entry = contents.portable.add(
            .thirdParty(secret),
            issuer: issuer,
            account: "me",
            at: Instant.now(),
            on: contents.deviceBound.device
        )
        contents.deviceBound.backup = BackupBinding(
            location: location,
            storagePassword: nil,
            recoveryEntry: entry,
            accountID: "00112233445566778899aabbccddeeff",
            backupID: .random(),
            epoch: 1,
            key: SecretBytes.random(count: 32)
        )
        return contents
    }
}
