import AccountAPI
import Encodings
import Vault

extension DeviceApp {
    /// What this device lacks in its accounts: it is not signed in to one, or not confirmed there.
    ///
    /// Nothing is said of `told`, whose failure is told already. Where a service does not answer, nothing is said of it.
    func standingWarnings(besides told: EntryID?) async -> [Diagnosis.Warning] {
        let listings = await contentsUnasked()?.listing ?? []
        var warnings: [Diagnosis.Warning] = []
        for listing in listings where listing.kind != Entry.Kind.thirdParty.rawValue && listing.id != told?.rawValue {
            if let name = listing.lack {
                warnings.append(.init(name, listing))
            } else if listing.kind == Entry.Kind.personal.rawValue,
                let standing = try? await askingNobody.accountStanding(of: listing.id)
            {
                warnings += Diagnosis.Warning(standing, listing).map { [$0] } ?? []
            }
        }
        return warnings
    }
}

extension EntryListing {
    /// What is lacking where this device is not signed in to an account; nil where it is.
    fileprivate var lack: String? {
        switch state {
        case .ready, .unreadable: nil
        case .needsSignIn: isSignedOut ? "signedOut" : isSignedIn ? "needsApprovals" : "needsSignIn"
        case .needsQRCode: "needsQRCode"
        case .suspended: "suspended"
        case .removedAtService: "removed"
        }
    }
}

extension Diagnosis.Warning {
    /// That this device is not signed in to an account.
    fileprivate init(_ name: String, _ listing: EntryListing) {
        self.init(name: name, label: listing.label)
        entry = listing.id
        isWork = listing.kind == Entry.Kind.work.rawValue
        // The same is said at the end of each command.
        words = listing.removal ?? words
    }

    /// That the device is not confirmed; nil where it is.
    fileprivate init?(_ standing: DeviceStanding, _ listing: EntryListing) {
        guard let settles = standing.evidence.settles else { return nil }
        self.init("unconfirmed", listing)
        self.settles = Instant(milliseconds: settles)
        codesFrom = standing.codesCountFrom.map { Instant(milliseconds: $0) }
        if codesFrom != nil { words += ".codes" }
        from = standing.evidence.isWithoutWays ? self.settles : nil
    }
}
