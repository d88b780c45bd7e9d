import Encodings
import Entries
import Foundation
import OneTimePassword
import Primitives
import TestSupport
import Vault

@testable import Backup

/// What people do on several devices, and which secrets have to survive it.
struct Story {
    var random: SeededGenerator
    /// Every secret that was added.
    private(set) var added: Set<[UInt8]> = []
    /// Secrets that someone removed.
    private(set) var removed: Set<[UInt8]> = []
    /// Secrets whose entry someone changed, which may bring a removed one back.
    private(set) var changed: Set<[UInt8]> = []
    private var wall = 1_700_000_000.0

    init(seed: UInt64) {
        random = SeededGenerator(ofCase: seed)
    }

    /// What is wrong with the contents that all devices ended with; nil if nothing is.
    func complaint(about contents: PortableContents) -> String? {
        let present = Set(contents.entries.compactMap { secret(of: $0) })
        if let lost = added.subtracting(removed).subtracting(present).first { return "\(lost) was lost" }
        if let back = removed.subtracting(changed).intersection(present).first { return "\(back) came back" }
        if Set(contents.order).count != contents.entryCount { return "two entries have one identifier" }
        return nil
    }

    /// One change on a device whose clock is wrong by `skew` seconds.
    mutating func change(_ contents: inout PortableContents, on device: DeviceID, skew: Double) {
        wall += Double(random.number(0..<3))
        let now = Instant(Date(timeIntervalSince1970: wall + skew))
        let target = contents.entries.randomElement(using: &random)
        switch random.number(0..<10) {
        case 0...2:
            let id = contents.add(newSecret(), issuer: "\(wall)", account: "\(device)", at: now, on: device)
            rename(id, in: &contents)
        case 3:
            guard let target, contents.entries.count > 1 else { return }
            remove(target)
            contents.remove(target.id, at: now, on: device)
        case 4, 5:
            guard let target else { return }
            note(change: target)
            contents.rename(target.id, issuer: "renamed \(wall)", account: nil, at: now, on: device)
        case 6:
            guard let target else { return }
            contents.move(target.id, to: random.number(0..<contents.entries.count), at: now, on: device)
        case 8:
            guard let target else { return }
            note(change: target)
            let text = "\(wall)"
            try! contents.describe(target.id, at: now, on: device) { details throws(DetailsError) in
                try details.setNote(text)
            }
        case 7:
            guard let target else { return }
            // Another secret in the place of this one.
            remove(target)
            let content = newSecret()
            let place = contents.entries.firstIndex(of: target)
            contents.change(target.id, at: now, on: device) { $0.content = content }
            if let place { rename(contents.entries[place].id, in: &contents) }
        default:
            let language = ["en", "fr", nil].randomElement(using: &random) ?? nil
            contents.changeSettings(at: now, on: device) { $0.language = language }
        }
    }

    /// Two devices gave one identifier to two secrets, as only a fault can.
    mutating func collide(_ contents: inout PortableContents, with id: EntryID, on device: DeviceID) {
        guard contents[id] == nil, contents.tombstones[id] == nil else { return }
        let stamp = contents.tick(at: Instant(Date(timeIntervalSince1970: wall)), on: device)
        let entry = Entry(
            id: id,
            issuer: "collides",
            account: "",
            content: newSecret(),
            modified: stamp,
            added: Arrival(stamp)
        )
        contents.entries.append(entry)
    }

    /// Gives a new entry an identifier that the seed decides.
    private mutating func rename(_ id: EntryID, in contents: inout PortableContents) {
        guard let index = contents.entries.firstIndex(where: { $0.id == id }) else { return }
        let entry = contents.entries[index]
        contents.entries[index] = entry.named(
            EntryID(unchecked: String(format: "%016lx%016lx", random.next(), random.next()))
        )
    }

    private mutating func newSecret() -> Entry.Content {
        let bytes = [UInt8(added.count >> 8), UInt8(added.count & 255)]
        added.insert(bytes)
        return otp(bytes)
    }

    private mutating func remove(_ entry: Entry) {
        if let secret = secret(of: entry) { removed.insert(secret) }
    }

    private mutating func note(change entry: Entry) {
        if let secret = secret(of: entry) { changed.insert(secret) }
    }
}

/// Where two contents differ; nil where they hold the same.
func difference(_ left: PortableContents, _ right: PortableContents) -> String? {
    if Merge.holdsTheSame(left, right) { return nil }
    if left.order != right.order { return "order: \(left.order) \(right.order)" }
    if left.placed != right.placed { return "placed: \(left.placed) \(right.placed)" }
    if let pair = zip(left.entries, right.entries).first(where: { $0 != $1 }) { return "entry: \(pair)" }
    if left.tombstones != right.tombstones { return "tombstones" }
    if left.settings != right.settings { return "settings: \(left.settings) \(right.settings)" }
    return "clocks: \(left.ordered) \(right.ordered), \(left.clock) \(right.clock)"
}

func secret(of entry: Entry) -> [UInt8]? {
    guard case .thirdParty(let secret) = entry.content else { return nil }
    return secret.secret.withUnsafeBytes { Array($0) }
}
