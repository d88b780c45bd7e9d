import Encodings
import Entries
import Primitives
import TestSupport
import Testing

@testable import Vault

@Suite struct EntryUseTests {
    private static let midnight = Instant(seconds: 1_700_006_400)

    struct Uses: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Seconds from midnight.
        let times: [Int64]
        let days: UInt32
        let last: Int64
    }

    static let uses = [
        Uses(testDescription: "one", times: [5], days: 1, last: 5),
        Uses(testDescription: "many of a day", times: [0, 1, 86_399], days: 1, last: 0),
        Uses(testDescription: "around midnight", times: [-1, 0], days: 2, last: 0),
        Uses(testDescription: "three days", times: [10, 86_500, 86_501, 300_000], days: 3, last: 300_000),
        Uses(testDescription: "a clock that was ahead", times: [900_000, 10], days: 2, last: 10),
        Uses(testDescription: "before 1970", times: [-1_700_006_401, -1_700_006_400], days: 2, last: -1_700_006_400),
    ]

    @Test(arguments: uses)
    func `only the first use of a day is noted`(_ test: Uses) throws {
        var contents = try sampleContents()
        let id = contents.portable.entries[0].id
        let revision = contents.portable.revision
        for time in test.times {
            let now = Self.midnight.adding(seconds: time)
            let isFirst = contents.isFirstUse(of: id, at: now)
            let before = contents.deviceBound.uses
            contents.noteUse(of: id, at: now)
            #expect((before != contents.deviceBound.uses) == isFirst)
        }
        let noted = EntryUse(days: test.days, last: Self.midnight.adding(seconds: test.last))
        #expect(contents.deviceBound.uses == [id: noted])
        #expect(contents.portable.revision == revision)
    }

    @Test func `what is gone has no uses`() throws {
        var contents = try sampleContents()
        let ids = contents.portable.entries.map(\.id)
        for id in ids { contents.noteUse(of: id, at: sampleTime) }
        contents.noteUse(of: .random(), at: sampleTime)
        #expect(contents.deviceBound.uses.count == ids.count)
        contents.deviceBound.forget(ids[0])
        #expect(contents.deviceBound.uses[ids[0]] == nil)
        // Others that a merge removed go with the next use.
        contents.portable.entries.removeAll { ids.dropFirst(2).contains($0.id) }
        contents.noteUse(of: ids[0], at: sampleTime)
        #expect(Set(contents.deviceBound.uses.keys) == Set(ids.prefix(2)))
    }

    @Test func `an entry keeps its uses under another identifier`() throws {
        var contents = try sampleContents()
        let (id, new) = (contents.portable.entries[0].id, EntryID.random())
        contents.noteUse(of: id, at: sampleTime)
        contents.deviceBound.rename(id, to: new)
        #expect(Array(contents.deviceBound.uses.keys) == [new])
    }
}
