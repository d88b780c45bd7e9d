import AccountAPI
import Encodings
import Entries
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

@testable import DeviceCore

/// What is said of an account's state is what this device knows, and nothing that only the account's service does.
@Suite struct StateWordsTests {
    private static let secret = SecretBytes(copying: [1, 2, 3])

    /// A device with an account of a site and a personal one, to which it is signed in unless it is `signedOut`, and which
    /// keeps the key of its backup.
    private static func contents(signedOut: Bool = false) throws -> (VaultContents, personal: EntryID) {
        var contents = VaultContents(deviceName: "phone")
        let device = contents.deviceBound.device
        let site = OneTimeSecret(secret: secret, parameters: .standard)
        _ = contents.portable.add(.thirdParty(site), issuer: "Shop", account: "ada", at: .now(), on: device)
        let account = PersonalAccount(service: "https://accounts.example.org", username: "ada")
        let id = contents.portable.add(.personal(account), issuer: "a", account: "ada", at: .now(), on: device)
        let own = OneTimeSecret(secret: secret, parameters: try OTPParameters(digits: 8))
        contents.deviceBound.codes[id] = DeviceCode(serviceDevice: "cc", oneTime: own)
        if !signedOut {
            contents.deviceBound.sessions[id] = Session(id: "aa", accountID: "bb", requestKey: secret)
        }
        contents.deviceBound.backup = BackupBinding(
            location: "folder:/media/ada/stick",
            storagePassword: nil,
            recoveryEntry: id,
            accountID: "00000000000000000000000000000000",
            backupID: .random(),
            epoch: 1,
            key: SecretBytes.random(count: 32)
        )
        return (contents, id)
    }

    @Test(arguments: [("en", ["ready", "set up here"]), ("fr", ["prêt", "configuré ici"])])
    func `only an account that no service decides on is called ready`(language: String, states: [String]) throws {
        let words = Catalogue.preferred([language])
        #expect(try Self.contents().0.listing.map(words.state(of:)) == states)
    }

    @Test(arguments: Catalogue.languages)
    func `the status of a backup begins with what the account has said of this device`(language: String) throws {
        let words = Catalogue.preferred([language])
        let (working, personal) = try Self.contents()
        #expect(BackupStatus(working).trouble == nil && words.trouble(of: BackupStatus(working)) == nil)
        var removed = working
        removed.deviceBound.removedAtService.insert(personal)
        var suspended = working
        suspended.deviceBound.suspended.insert(personal)
        let (signedOut, _) = try Self.contents(signedOut: true)
        let expected: [(VaultContents, FailureCode)] = [
            (removed, .noSuchDevice), (suspended, .deviceSuspended), (signedOut, .sessionEnded),
        ]
        for (contents, code) in expected {
            let status = BackupStatus(contents)
            #expect(status.trouble?.code == code)
            let told = try #require(words.trouble(of: status))
            #expect(told.contains("folder:/media/ada/stick") && !told.contains("{"), "\(told)")
        }
        removed.deviceBound.backup?.isPaused = true
        #expect(BackupStatus(removed).trouble == nil, "a pause is no trouble")
    }

    @Test(arguments: Catalogue.languages)
    func `who has removed this device is said for every kind, and a name stays between its marks`(
        language: String
    ) throws {
        let words = Catalogue.preferred([language])
        let name = "no” one. Call +1 900"
        for kind in DeviceRemoval.Kind.allCases {
            for by in [nil, name] {
                let removal = KnownRemoval(DeviceRemoval(kind: kind, at: 1_796_000_000_000, by: by))
                let told = try #require(words.removal(removal))
                #expect(told.contains("2026") && !told.contains("{") && told.hasSuffix("."), "\(told)")
                #expect(!told.contains(name), "\(told)")
                let isNamed = by != nil && [.device, .oldSecret, .takenBack].contains(kind)
                #expect(told.contains(words.quoted(name)) == isNamed, "\(told)")
            }
        }
        #expect(words.removal(nil) == nil)
        #expect(words.removal(KnownRemoval(kind: "newer", at: .now(), by: name)) == nil)
        let far = KnownRemoval(DeviceRemoval(kind: .device, at: .max, by: String(repeating: "a", count: 10_000)))
        #expect(words.removal(far) != nil && far.by?.count == 100)
    }

    @Test(arguments: Catalogue.languages)
    func `a device that someone without a device has removed is not said to be removed by another`(
        language: String
    ) throws {
        var (contents, personal) = try Self.contents()
        contents.deviceBound.noteSuspension(from: personal, KnownRemoval(kind: "no-device", at: .now(), by: nil))
        let listing = try #require(contents.listing.last)
        for words in [Catalogue.preferred([language]), Catalogue.preferred([language]).forPages] {
            let said = [
                words.removal(of: listing), words.state(of: listing), words.trouble(of: BackupStatus(contents)),
                words.text("page.removed.suspended"),
            ]
            for text in said {
                let text = try #require(text)
                #expect(!text.contains("another device") && !text.contains("autre appareil"), "\(text)")
            }
        }
    }

    @Test func `a device that did one removal is not named for the next, whose doer is not told`() throws {
        var (contents, personal) = try Self.contents()
        let entry = try #require(contents.portable[personal])
        contents.deviceBound.noteSuspension(from: personal, KnownRemoval(kind: "device", at: .now(), by: "Blue phone"))
        #expect(contents.suspension(in: entry).values["by"] == "Blue phone")
        let problem = Problem(
            code: .sessionInvalid,
            title: "",
            status: 401,
            removal: DeviceRemoval(kind: .takenBack, at: 1_796_000_000_000, by: nil)
        )
        let error = contents.naming(AccountError.problem(problem, place: "a.example"), in: entry)
        let failure = Failure(explaining: error)
        #expect(failure.code == .noSuchDevice && failure.values["removal"] == "taken-back")
        #expect(failure.values["by"] == nil)
    }

    @Test func `a device that was removed says who did it wherever its account is told of`() throws {
        let (known, personal) = try Self.contents()
        let removal = KnownRemoval(kind: "device", at: .now(), by: "Blue phone")
        for isSuspended in [true, false] {
            var contents = known
            if isSuspended {
                contents.deviceBound.noteSuspension(from: personal, removal)
            } else {
                contents.deviceBound.noteRemoval(from: personal, removal)
            }
            let listing = try #require(contents.listing.last)
            #expect(listing.knownRemoval == removal)
            for words in Catalogue.languages.map({ Catalogue.preferred([$0]) }) {
                let who = try #require(words.removal(removal))
                #expect(try #require(words.removal(of: listing)).contains(". \(who) "))
                #expect(try #require(words.trouble(of: BackupStatus(contents))).contains(who))
            }
            // What is not told again stays as it was told, until the account accepts the device.
            contents.deviceBound.noteRemoval(from: personal)
            #expect(contents.listing.last?.knownRemoval == removal)
            contents.deviceBound.noteAcceptance(by: personal)
            #expect(contents.listing.last?.knownRemoval == nil && contents.deviceBound.removals.isEmpty)
        }
    }
}
