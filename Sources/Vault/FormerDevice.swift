package import Encodings
package import Entries

/// What this device was to an account before it signed in there as a new one.
///
/// That the account no longer knew it was the service's word. While the record may still be there, it can be put back.
package struct FormerDevice: Sendable {
    /// How long it is kept: as long as a service keeps the record of a device that was removed.
    package static let lifetime: Int64 = 30 * 86_400

    /// The secret that it had.
    package let code: DeviceCode
    /// The key pair that answered sign-in requests, if it had one.
    package let credential: DeviceCredential?
    /// When another secret took its place.
    package let replaced: Instant

    /// What was replaced at a moment.
    package init(code: DeviceCode, credential: DeviceCredential?, replaced: Instant) {
        self.code = code
        self.credential = credential
        self.replaced = replaced
    }
}

extension DeviceBoundContents {
    /// Gives this device another secret for an entry, and keeps what it had for a while.
    ///
    /// The first one stays where that happens twice: whoever has a device give its secret up does not push it out by having
    /// it done again.
    package mutating func replaceCode(of id: EntryID, with code: DeviceCode, at now: Instant) {
        forgetFormer(at: now)
        if let old = codes[id], former[id] == nil {
            former[id] = FormerDevice(code: old, credential: credentials[id], replaced: now)
        }
        codes[id] = code
        credentials[id] = nil
    }

    /// Puts back what this device was before, with the answers to sign-in requests that it gave.
    package mutating func putFormerBack(_ id: EntryID) {
        guard let before = former.removeValue(forKey: id) else { return }
        codes[id] = before.code
        credentials[id] = before.credential
    }

    /// The secret that this device had for an entry before the present one; nil once its time is over.
    package func formerCode(of id: EntryID, at now: Instant) -> DeviceCode? {
        former[id].flatMap { $0.isKept(at: now) ? $0.code : nil }
    }

    /// Forgets what was replaced so long ago that no service can know it.
    package mutating func forgetFormer(at now: Instant) {
        former = former.filter { $0.value.isKept(at: now) }
    }
}

extension FormerDevice {
    fileprivate func isKept(at now: Instant) -> Bool { now.seconds(since: replaced) < Self.lifetime }
}
