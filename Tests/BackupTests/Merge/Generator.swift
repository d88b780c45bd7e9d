import Encodings
import Entries
import Foundation
import OneTimePassword
import Primitives
import TestSupport
import Vault

@testable import Backup

extension SeededGenerator {
    /// The numbers of a case, which keeps its seed since there were several generators.
    init(ofCase number: UInt64) {
        self.init(seed: number &+ 0x9E37_79B9_7F4A_7C15)
    }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func chance(_ percent: Int) -> Bool { number(0..<100) < percent }
}

func deviceID(_ number: Int) -> DeviceID {
    DeviceID(unchecked: String(repeating: "0", count: 31) + String(number))
}

func entryID(_ number: Int) -> EntryID {
    EntryID(unchecked: String(repeating: "e", count: 24) + String(format: "%08d", number))
}

/// Contents as a faulty or foreign writer could leave them: few identifiers, secrets and times, so that they collide.
struct ContentsGenerator {
    var random: SeededGenerator
    /// Which devices write; stamps of different contents that are equal mean equal versions.
    private var orderTime: Int64 = 100

    init(seed: UInt64) {
        random = SeededGenerator(ofCase: seed)
    }

    private mutating func stamp() -> Stamp {
        Stamp(
            time: Int64(random.number(1..<12)),
            counter: UInt32(random.number(0..<2)),
            device: deviceID(random.number(0..<3))
        )
    }

    /// One more contents; identifiers stand for several secrets in `conflicts` percent of the entries.
    mutating func contents(conflicts: Int, revivals: Bool) -> PortableContents {
        var contents = PortableContents(device: deviceID(random.number(0..<3)))
        for id in (0..<6).shuffled(using: &random) where random.chance(60) {
            contents.entries.append(entry(id, conflicts: conflicts))
        }
        for id in 6..<8 where random.chance(40) {
            contents.unreadable.append(unreadable(id, at: random.number(0..<contents.entries.count + 1)))
        }
        contents.arrange(contents.order)
        for id in 0..<8 where random.chance(20) {
            let stamp = stamp()
            let later = Stamp(time: revivals ? stamp.time : 99, counter: stamp.counter, device: stamp.device)
            contents.tombstones[entryID(id)] = later
            guard later.time == 99 else { continue }
            contents.entries.removeAll { $0.id == entryID(id) }
            contents.unreadable.removeAll { $0.id == entryID(id) }
        }
        contents.arrange(contents.order)
        // Every order is made once.
        orderTime += 1
        contents.ordered = Stamp(time: orderTime, counter: 0, device: deviceID(0))
        contents.placed = random.number(0..<contents.entryCount + 1)
        settleTail(&contents)
        if random.chance(50) {
            contents.settings.language = random.chance(50) ? "fr" : "en"
            contents.settings.modified = stamp()
        }
        contents.clock = stamp()
        contents.revision = UInt64(random.number(0..<5))
        return contents
    }

    /// What no order knows stands as it was added.
    private func settleTail(_ contents: inout PortableContents) {
        let order = contents.order
        let arrivals = Dictionary(uniqueKeysWithValues: contents.entries.map { ($0.id, $0.added) })
        func rank(_ id: EntryID) -> (Arrival, String) {
            ((arrivals[id] ?? nil) ?? Arrival(time: .min, counter: 0), id.rawValue)
        }
        let tail = order[contents.placed...].sorted { rank($0) < rank($1) }
        contents.arrange(order[..<contents.placed] + tail)
    }

    private mutating func entry(_ id: Int, conflicts: Int) -> Entry {
        let stamp = stamp()
        let secret = random.chance(conflicts) ? random.number(1..<3) : 0
        // One stamp is given once: what it stamps follows from it, as it would on a device.
        let name = "name of \(stamp.time).\(stamp.counter).\(stamp.device.rawValue.suffix(1))"
        let content: Entry.Content
        if secret == 2 {
            content = .personal(PersonalAccount(service: "https://id.example", username: name))
        } else {
            let counter = UInt64(random.number(0..<9))
            let hotp = try! OTPParameters(kind: .hotp, counter: counter)
            let key = SecretBytes(copying: [UInt8(id), UInt8(secret)])
            content = .thirdParty(OneTimeSecret(secret: key, parameters: id < 3 ? hotp : .standard))
        }
        let said = self.stamp()
        var details = EntryDetails()
        if random.chance(50) {
            try! details.setNote("note of \(said.time).\(said.counter).\(said.device.rawValue.suffix(1))")
            details.changed = said
        }
        return Entry(
            id: entryID(id),
            issuer: name,
            account: "\(id)",
            content: content,
            modified: stamp,
            added: id == 5 ? nil : Arrival(time: Int64(id % 3), counter: 0),
            details: details
        )
    }

    private func text(_ stamp: Stamp) -> String { "\(stamp.time).\(stamp.counter).\(stamp.device)" }

    private mutating func unreadable(_ id: Int, at position: Int) -> UnreadableEntry {
        let stamp = stamp()
        let json = #"{"id":"\#(entryID(id))","kind":"passkey","modified":"\#(text(stamp))"}"#
        return UnreadableEntry(
            id: entryID(id),
            modified: stamp,
            kind: "passkey",
            issuer: "",
            account: "",
            json: SecretBytes(utf8: json),
            position: position
        )
    }
}
