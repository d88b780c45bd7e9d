import Entries

/// What came of removing an entry.
package struct Removal: Sendable {
    /// What ``VaultEntries/putBack(_:)`` takes; nil where it cannot be put back.
    package let keepsake: RemovedEntry?
    /// The entry as it was listed.
    package let listing: EntryListing
    /// What the account's service knows of it; nil where there was nothing to tell it.
    package let departure: Departure?
}

/// What the service of an account that was removed here knows of this device's going.
package enum Departure: String, Sendable {
    /// The account no longer lists this device.
    case gone
    /// This device is signed out; the account still lists it.
    case signedOut
    /// The service could not be told.
    case untold
}

extension Catalogue {
    /// What the service of a removed account knows, and what is left to do there; nil where there was nothing to tell.
    package func departure(_ removal: Removal) -> String? {
        guard let departure = removal.departure else { return nil }
        let isWork = removal.listing.kind == Entry.Kind.work.rawValue
        return text("remove.\(departure.rawValue)" + (isWork && departure != .gone ? ".work" : ""))
    }
}
