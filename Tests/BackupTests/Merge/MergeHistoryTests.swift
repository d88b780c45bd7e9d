import Entries
import Foundation
import TestSupport
import Testing
import Vault

@testable import Backup

@Suite struct MergeHistoryTests {
    /// The newest backup and what the devices hold; runs stop anywhere.
    struct Shared {
        var newest: PortableContents?
        var devices: [PortableContents]

        /// Merges, and backs up unless the run stops before.
        mutating func run(_ index: Int, stops: Bool) {
            if let newest {
                let result = Merge.merge(devices[index], newest, device: deviceID(index), now: sampleTime)
                devices[index] = result.contents
            }
            if !stops { newest = devices[index] }
        }
    }

    @Test(arguments: [2, 3], [false, true])
    func `whatever happens in between, all devices end up the same and no secret is lost`(devices: Int, faults: Bool) {
        for seed in UInt64(0)..<1000 {
            var story = Story(seed: seed)
            let skews = (0..<devices).map { _ in Double(story.random.number(-3..<4)) * 1000 }
            var shared = Shared(newest: nil, devices: (0..<devices).map { PortableContents(device: deviceID($0)) })
            for step in 0..<story.random.number(5..<40) {
                let index = story.random.number(0..<devices)
                if story.random.chance(30) {
                    shared.run(index, stops: story.random.chance(40))
                } else if faults && story.random.chance(10) {
                    story.collide(&shared.devices[index], with: entryID(step / 8), on: deviceID(index))
                } else {
                    story.change(&shared.devices[index], on: deviceID(index), skew: skews[index])
                }
            }
            for _ in 0..<2 { (0..<devices).forEach { shared.run($0, stops: false) } }
            let last = shared.devices[0]
            for other in shared.devices {
                #expect(difference(other, last) == nil, "seed \(seed)")
            }
            // Whoever removes one of two secrets under an identifier without having seen the other removes both.
            if !faults { #expect(story.complaint(about: last) == nil, "seed \(seed)") }
        }
    }
}
