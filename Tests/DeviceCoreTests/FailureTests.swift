import AccountAPI
import Encodings
import Primitives
import Storages
import Testing
import Vault

@testable import DeviceCore

/// What the program goes on by after a failure, what its words mention of that, and what the vault keeps of both.
@Suite struct FailureTests {
    private static let day = Instant(milliseconds: 1_796_601_600_000)
    private static let proof = ContactProofID.random()

    /// A failure of each kind of detail, with what its words mention of it.
    private static let details: [(failure: Failure, values: [String: String])] = [
        (Failure(.duplicateEntry, .duplicate(position: 3)), ["position": "3"]),
        (Failure(.missingSecret, .line(12)).in(.list), ["line": "12", "situation": "list"]),
        (Failure(.wrongPassword, .attemptsLeft(4), ["username": "ada"]), ["left": "4", "username": "ada"]),
        (Failure(.tooManyAttempts, .wait(seconds: 61)).at("a.example"), ["wait": "61", "place": "a.example"]),
        (
            Failure(.contactProofSent, .codeSent(proof: proof, masked: "a•••@example.org")),
            ["proof": proof.rawValue, "masked": "a•••@example.org"]
        ),
        (Failure(.backupExists, .backupFound(entries: 5, made: day)), ["n": "5", "date": "2026-12-07"]),
        (
            Failure(.backupDamaged, .intact(7, made: day)),
            ["intact": "backup.damaged.intact", "generation": "7", "date": "2026-12-07"]
        ),
        (Failure(.backupRolledBack, .rolledBack(found: 1, expected: 2)), ["found": "1", "expected": "2"]),
        (
            Failure(.headRolledBack, .oldHead(found: 1, newest: 3)).in(.newerInStorage),
            ["found": "1", "newest": "3", "situation": "newerInStorage"]
        ),
        (
            Failure(.noSuchDevice).telling(KnownRemoval(kind: "device", at: day, by: "phone")),
            ["removal": "device", "date": "2026-12-07", "by": "phone"]
        ),
        (
            Failure(.noSuchDevice).telling(KnownRemoval(kind: "recovered", at: day, by: nil)),
            [
                "removal": "recovered", "date": "2026-12-07",
            ]
        ),
        (
            Failure(.backupDeleted, ["date": .day(day), "until": .day(day)]),
            [
                "date": "2026-12-07", "until": "2026-12-07",
            ]
        ),
        (Failure(.notAnAccountCode, ["content": .words("qr.content.text")]), ["content": "qr.content.text"]),
    ]

    @Test func `the vault keeps each detail of a failure under the names that it always had`() {
        for (failure, values) in Self.details { #expect(failure.values == values, "\(failure.code.rawValue)") }
    }

    @Test(arguments: Catalogue.languages)
    func `a failure that the vault has kept is told as it was`(language: String) {
        let words = Catalogue.preferred([language])
        for (failure, _) in Self.details {
            let kept = Failure(failure.code, stored: failure.values)
            #expect(kept == failure && kept.situation == failure.situation, "\(failure.code.rawValue)")
            #expect(words.words(for: kept) == words.words(for: failure), "\(failure.code.rawValue)")
        }
    }

    @Test func `what a newer version has kept of a failure is told as far as it is understood`() {
        let kept = Failure(.noSuchDevice, stored: ["situation": "onTheMoon", "date": "soon", "removal": "device"])
        #expect(kept.situation == nil && kept.removal == nil)
        #expect(Catalogue.preferred(["en"]).values(of: kept)["date"] == "soon")
    }

    @Test func `a wrong secret is typed again while tries are left`() {
        #expect(Failure(.wrongPassword, .attemptsLeft(1)).isMistypedSecret)
        #expect(Failure(.wrongPassphrase).isMistypedSecret)
        #expect(!Failure(.wrongPassword, .attemptsLeft(0)).isMistypedSecret)
        #expect(!Failure(.wrongContactCode, .attemptsLeft(1)).isMistypedSecret)
    }

    @Test func `another backup can be recovered where one that opens is known`() {
        #expect(Failure(.backupDamaged, .intact(7, made: Self.day)).in(.asked).otherBackup == 7)
        #expect(Failure(.backupDamaged).otherBackup == nil)
        let rolledBack = Failure(.backupRolledBack, .rolledBack(found: 1, expected: 2))
        #expect(rolledBack.otherBackup == 1 && rolledBack.in(.underOldKey).otherBackup == nil)
        let old = Failure(.headRolledBack, .oldHead(found: 1, newest: 3))
        #expect(old.in(.newerInStorage).otherBackup == 3 && old.in(.unopenedInStorage).otherBackup == 1)
        #expect(old.in(.turningOn).otherBackup == nil)
    }

    @Test func `what was told of one removal is not told of the next`() {
        let removal = KnownRemoval(kind: "device", at: Self.day, by: "phone")
        let first = Failure(.noSuchDevice, ["account": "a"]).telling(removal)
        let next = first.telling(KnownRemoval(kind: "taken-back", at: Self.day, by: nil))
        #expect(next.values == ["account": "a", "removal": "taken-back", "date": "2026-12-07"])
        // A wait is what the program goes on by, whatever else a service says beside it.
        let waiting = Failure(.tooManyAttempts, .wait(seconds: 60)).telling(removal)
        #expect(waiting.removal == nil && waiting.values == ["wait": "60"])
    }

    @Test(arguments: [
        ("folder:/media/stick", "drive", "connection"), ("webdavs://cloud.example.org/a", "connection", "drive"),
        ("webdavs://127.0.0.1:8080/a", "webdav://127.0.0.1:8080/a", "drive"),
        ("s3://K@bucket?endpoint=https://localhost:9000", "endpoint=http://localhost:9000", "drive"),
    ])
    func `a storage that does not answer is told as fits its kind`(place: String, told: String, other: String) {
        let remedy = Catalogue.preferred(["en"]).words(for: Failure(.storageUnreachable).at(place)).remedy
        #expect(remedy.contains(told) && !remedy.contains(other), "\(remedy)")
    }

    @Test(arguments: [
        ("s3://bk/sk", "at least three characters"), ("s3://bucket?endpoint=ftp://a", "as an endpoint"),
        ("webdavs://ho st/a", "webdavs://user@cloud.example.org"), ("s3://K@bucket?color=red", "region, style and ca"),
        ("floppy:/a", "by its whole path"),
    ])
    func `what is no location is told by what is wrong with it`(text: String, told: String) {
        #expect {
            try StorageLocation(text)
        } throws: { error in
            Catalogue.preferred(["en"]).words(for: Failure(explaining: error)).remedy.contains(told)
        }
    }
}
