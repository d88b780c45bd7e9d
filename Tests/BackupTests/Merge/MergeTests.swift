import Encodings
import Entries
import Foundation
import OneTimePassword
import Primitives
import Sealed
import TestSupport
import Testing
import Vault

@testable import Backup

@Suite struct MergeTests {
    private func merge(_ mine: PortableContents, _ theirs: PortableContents) -> PortableContents {
        Merge.merge(mine, theirs, device: sampleDevice, now: sampleTime).contents
    }

    /// What has to be equal whatever the order of merges.
    private func essence(_ contents: PortableContents, hasPlaces: Bool, hasCounters: Bool) -> PortableContents {
        var contents = contents
        contents.revision = 0
        if !hasPlaces {
            contents.placed = 0
            contents.arrange(contents.order.sorted { $0.rawValue < $1.rawValue })
        }
        if !hasCounters {
            for index in contents.entries.indices {
                contents.entries[index].added = nil
                contents.entries[index].details = EntryDetails()
                guard case .thirdParty(let secret) = contents.entries[index].content,
                    secret.parameters.kind == .hotp
                else { continue }
                contents.entries[index].content = .thirdParty(
                    OneTimeSecret(secret: secret.secret, parameters: try! OTPParameters(kind: .hotp))
                )
            }
        }
        return contents
    }

    struct Laws: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let conflicts: Int
        let revivals: Bool
        let seeds: Range<UInt64>
    }

    static let laws = [
        Laws(testDescription: "as devices write", conflicts: 0, revivals: false, seeds: 0..<1500),
        Laws(testDescription: "with removed entries that come back", conflicts: 0, revivals: true, seeds: 0..<1500),
        Laws(testDescription: "with several secrets", conflicts: 40, revivals: false, seeds: 0..<1500),
        Laws(testDescription: "with everything at once", conflicts: 40, revivals: true, seeds: 0..<1500),
    ]

    @Test(arguments: laws)
    func `merging is commutative, associative and idempotent`(laws: Laws) {
        for seed in laws.seeds {
            var generator = ContentsGenerator(seed: seed)
            let (a, b, c) = (
                generator.contents(conflicts: laws.conflicts, revivals: laws.revivals),
                generator.contents(conflicts: laws.conflicts, revivals: laws.revivals),
                generator.contents(conflicts: laws.conflicts, revivals: laws.revivals)
            )
            // The place, the counter and the details of an entry that was gone in between depend on who merged first.
            let hasPlaces = laws.conflicts == 0 && !laws.revivals
            func same(_ left: PortableContents, _ right: PortableContents) -> Bool {
                essence(left, hasPlaces: hasPlaces, hasCounters: !laws.revivals)
                    == essence(right, hasPlaces: hasPlaces, hasCounters: !laws.revivals)
            }
            let ab = merge(a, b)
            #expect(Merge.holdsTheSame(ab, merge(b, a)), "seed \(seed)")
            #expect(same(merge(ab, c), merge(a, merge(b, c))), "seed \(seed)")
            #expect(Merge.holdsTheSame(merge(ab, ab), ab), "seed \(seed)")
            #expect(same(merge(ab, a), ab) && same(merge(b, ab), ab), "seed \(seed)")
            #expect(ab.revision > max(a.revision, b.revision), "seed \(seed)")
            #expect(ab.clock >= a.clock && ab.clock >= b.clock, "seed \(seed)")
            #expect(try! PortableCoding.decode(PortableCoding.encode(ab).whole) == ab, "seed \(seed)")
        }
    }

    @Test func `the newer version wins and the counts say what changed`() {
        var mine = contents(ofIssuers: ["a", "b", "c"])
        var theirs = mine
        let ids = mine.entries.map(\.id)
        mine.rename(ids[0], issuer: "mine", account: nil, at: sampleTime.adding(seconds: 1), on: sampleDevice)
        theirs.rename(ids[0], issuer: "theirs", account: nil, at: sampleTime.adding(seconds: 2), on: otherDevice)
        theirs.remove(ids[1], at: sampleTime.adding(seconds: 3), on: otherDevice)
        _ = theirs.add(otp([9]), issuer: "d", account: "", at: sampleTime.adding(seconds: 4), on: otherDevice)
        theirs.changeSettings(at: sampleTime.adding(seconds: 5), on: otherDevice) { $0.language = "fr" }
        let result = Merge.merge(mine, theirs, device: sampleDevice, now: sampleTime)
        #expect(result.contents.entries.map(\.issuer) == ["theirs", "c", "d"])
        #expect((result.added, result.changed, result.removed) == (1, 1, 1))
        #expect(result.conflicts == [])
        #expect(result.contents.settings.language == "fr")
        #expect(result.contents.tombstones.keys.sorted { $0.rawValue < $1.rawValue } == [ids[1]])
    }

    @Test func `a note on one device and later changes on another are both kept`() throws {
        var mine = contents(ofIssuers: ["a"])
        var theirs = mine
        let id = mine.entries[0].id
        try mine.describe(id, at: sampleTime.adding(seconds: 1), on: sampleDevice) { details throws(DetailsError) in
            try details.setNote("mine")
        }
        theirs.rename(id, issuer: "theirs", account: nil, at: sampleTime.adding(seconds: 2), on: otherDevice)
        for merged in [merge(mine, theirs), merge(theirs, mine)] {
            #expect(merged.entries.map(\.issuer) == ["theirs"])
            #expect(merged.entries.map(\.details.note) == ["mine"])
        }
        // Of two notes the later one is kept, and one that was taken back does not return.
        try theirs.describe(id, at: sampleTime.adding(seconds: 3), on: otherDevice) { $0.isFavourite = true }
        #expect(merge(mine, theirs).entries.map(\.details.note) == [""])
        try mine.describe(id, at: sampleTime.adding(seconds: 4), on: sampleDevice) { details throws(DetailsError) in
            try details.setNote("")
        }
        #expect(merge(mine, theirs).entries.map(\.details.isFavourite) == [false])
        // The names of the later change count, though they are older than those of the other.
        #expect(merge(mine, theirs).entries.map(\.issuer) == ["a"])
    }

    @Test func `what a newer version says of an entry goes with its newer version and its copy`() throws {
        var mine = contents(ofIssuers: ["a"])
        let theirs = mine
        let id = mine.entries[0].id
        mine.rename(id, issuer: "b", account: nil, at: sampleTime.adding(seconds: 1), on: sampleDevice)
        mine.entries[0].carried = [CarriedMember(name: "url", json: SecretBytes(utf8: "7"))]
        #expect(merge(mine, theirs).entries == mine.entries)
        #expect(merge(theirs, mine).entries == mine.entries)
        var other = theirs
        other.entries[0].content = otp([4, 2])
        other.entries[0].modified = other.tick(at: sampleTime.adding(seconds: 9), on: otherDevice)
        let copies = merge(mine, other).entries.filter { $0.copyOf == id }
        #expect(copies.map(\.carried) == [mine.entries[0].carried])
    }

    @Test func `an edit newer than a tombstone brings the entry back`() throws {
        var mine = contents(ofIssuers: ["a"])
        var theirs = mine
        let id = mine.entries[0].id
        mine.remove(id, at: sampleTime.adding(seconds: 1), on: sampleDevice)
        theirs.rename(id, issuer: "edited", account: nil, at: sampleTime.adding(seconds: 2), on: otherDevice)
        #expect(merge(mine, theirs).entries.map(\.issuer) == ["edited"])
        mine.remove(id, at: sampleTime.adding(seconds: 3), on: sampleDevice)
        var later = merge(mine, theirs)
        later.remove(id, at: sampleTime, on: sampleDevice)
        #expect(merge(later, theirs).entries == [])
    }

    @Test func `two secrets under one identifier are both kept, and both devices give the copy the same name`() throws {
        var mine = contents(ofIssuers: ["mine"])
        var theirs = mine
        let id = mine.entries[0].id
        theirs.entries[0].issuer = "theirs"
        theirs.entries[0].content = otp([4, 2])
        theirs.entries[0].modified = theirs.tick(at: sampleTime.adding(seconds: 5), on: otherDevice)
        let result = Merge.merge(mine, theirs, device: sampleDevice, now: sampleTime)
        #expect(result.contents[id]?.issuer == "theirs")
        let copy = try #require(result.conflicts.first)
        #expect(result.contents[copy]?.issuer == "mine")
        #expect(result.contents[copy]?.content == mine.entries[0].content)
        #expect(result.contents[copy]?.copyOf == id)
        let other = Merge.merge(theirs, mine, device: otherDevice, now: sampleTime)
        #expect(Merge.holdsTheSame(other.contents, result.contents))
        #expect(other.conflicts == [copy])
        #expect(Merge.merge(result.contents, theirs, device: sampleDevice, now: sampleTime).conflicts == [])
        // Removing one of them leaves the other, on a device that never saw the conflict too.
        var one = result.contents
        one.remove(id, at: sampleTime.adding(seconds: 9), on: sampleDevice)
        #expect(merge(one, mine).entries.map(\.content) == mine.entries.map(\.content))
        var other2 = result.contents
        other2.remove(copy, at: sampleTime.adding(seconds: 9), on: sampleDevice)
        #expect(merge(other2, mine).entries.map(\.content) == [otp([4, 2])])
        mine = merge(mine, result.contents)
        #expect(mine.entries.count == 2)
    }

    @Test func `another secret makes another entry, so that changing it here leaves nothing behind there`() {
        var mine = contents(ofIssuers: ["a"])
        let theirs = mine
        mine.change(mine.entries[0].id, at: sampleTime.adding(seconds: 1), on: sampleDevice) { $0.content = otp([7]) }
        #expect(merge(theirs, mine).entries.map(\.content) == [otp([7])])
        #expect(merge(mine, theirs).entries == mine.entries)
    }

    @Test func `counters take the maximum`() throws {
        func hotp(_ counter: UInt64) throws -> Entry.Content {
            let parameters = try OTPParameters(kind: .hotp, counter: counter)
            return .thirdParty(OneTimeSecret(secret: SecretBytes(copying: [1]), parameters: parameters))
        }
        var mine = PortableContents(device: sampleDevice)
        let id = mine.add(try hotp(3), issuer: "a", account: "", at: sampleTime, on: sampleDevice)
        var theirs = mine
        let (used, unused) = (try hotp(9), try hotp(4))
        mine.change(id, at: sampleTime.adding(seconds: 1), on: sampleDevice) { $0.content = used }
        theirs.change(id, at: sampleTime.adding(seconds: 2), on: otherDevice) {
            $0.content = unused
            $0.issuer = "newer"
        }
        let merged = merge(mine, theirs)
        #expect(merged[id]?.issuer == "newer")
        #expect(merged[id]?.content == used)
    }

    @Test func `the newer order decides and what it does not know follows as it was added`() {
        var mine = contents(ofIssuers: ["a", "b", "c"])
        var theirs = mine
        mine.move(mine.entries[2].id, to: 0, at: sampleTime.adding(seconds: 1), on: sampleDevice)
        theirs.move(theirs.entries[1].id, to: 0, at: sampleTime.adding(seconds: 2), on: otherDevice)
        _ = mine.add(otp([1]), issuer: "mine", account: "", at: sampleTime.adding(seconds: 3), on: sampleDevice)
        _ = theirs.add(otp([2]), issuer: "theirs", account: "", at: sampleTime.adding(seconds: 4), on: otherDevice)
        #expect(merge(mine, theirs).entries.map(\.issuer) == ["b", "a", "c", "mine", "theirs"])
        #expect(merge(theirs, mine).entries.map(\.issuer) == ["b", "a", "c", "mine", "theirs"])
    }

    @Test func `the last tombstones of half a year stay and the number is bounded`() {
        var old = contents(ofIssuers: ["a"])
        for number in 0..<60_000 {
            let days: Int64 = number < 55_000 ? -400 : -10
            let stamp = Stamp(
                time: sampleTime.adding(seconds: days * 24 * 3600).milliseconds,
                counter: UInt32(number),
                device: sampleDevice
            )
            old.tombstones[entryID(number)] = stamp
        }
        let merged = merge(old, contents(ofIssuers: ["b"]))
        #expect(merged.tombstones.count == 50_000)
        #expect((55_000..<60_000).allSatisfy { merged.tombstones[entryID($0)] != nil })
        for number in 60_000..<170_000 {
            old.tombstones[entryID(number)] = Stamp(
                time: sampleTime.milliseconds,
                counter: UInt32(number),
                device: sampleDevice
            )
        }
        #expect(merge(old, contents(ofIssuers: [])).tombstones.count == ContentsLimits.tombstones)
    }
}
