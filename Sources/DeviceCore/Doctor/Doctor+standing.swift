package import AccountAPI
import Encodings
import Entries
import Vault

extension Doctor {
    /// What is lacking in the accounts here: this device is not signed in to one, or not confirmed there, or it has no
    /// contact.
    ///
    /// Nothing is said of those in `told`, whose failure is told already, nor of the accounts of a service that does not
    /// answer.
    func standingWarnings(besides told: Set<EntryID>) -> [Diagnosis.Warning] {
        let listings = device.contentsUnasked()?.listing ?? []
        var warnings: [Diagnosis.Warning] = []
        let told = Set(told.map(\.rawValue))
        for listing in listings where listing.kind != Entry.Kind.thirdParty.rawValue && !told.contains(listing.id) {
            let listing = listing.needsAsking ? asked(listing) : listing
            let lack = listing.lack
            if let lack { warnings.append(.init(lack, listing)) }
            // A device that is signed in may have to be confirmed, whatever else it lacks.
            if lack == nil || lack == "needsApprovals", listing.kind == Entry.Kind.personal.rawValue,
                let standing = try? device.askingNobody.evidence.standing(of: listing.id)
            {
                warnings += Diagnosis.Warning(standing, listing).map { [$0] } ?? []
                if !standing.evidence.hasContact { warnings.append(.init(withoutContact: listing, standing)) }
            }
        }
        return warnings
    }

    /// A work account's line once its service was asked whether it still accepts this device; as it was where no answer
    /// comes.
    private func asked(_ listing: EntryListing) -> EntryListing {
        guard let vault = try? device.vault(), let contents = try? vault.contents(),
            let entry = contents.portable.entries.first(where: { $0.id.rawValue == listing.id })
        else { return listing }
        device.accounts.askWithCredential(entry.id, vault)
        return (try? vault.contents().listing(of: entry.id)) ?? listing
    }
}

extension EntryListing {
    /// Whether no other step of the diagnosis asks its service.
    fileprivate var needsAsking: Bool { state == .ready && kind == Entry.Kind.work.rawValue }

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
        self.init(name: name, label: listing.wholeLabel)
        word = listing.word
        entry = listing.id
        isWork = listing.kind == Entry.Kind.work.rawValue
        // The same is said at the end of each command.
        words = listing.removal ?? words
        removal = listing.knownRemoval
    }

    /// That the device is not confirmed; nil where it is.
    fileprivate init?(_ standing: DeviceStanding, _ listing: EntryListing) {
        guard let settles = standing.evidence.settles else { return nil }
        self.init("unconfirmed", listing)
        self.settles = Instant(milliseconds: settles)
        codesFrom = standing.codesCountFrom.map { Instant(milliseconds: $0) }
        if codesFrom != nil { words += ".codes" }
        from = standing.evidence.changesFrom
    }

    /// That an account has no contact, with the day from which on this device can add one where that is later.
    package init(withoutContact listing: EntryListing, _ standing: DeviceStanding? = nil) {
        self.init("noContact", listing)
        from = standing?.evidence.changesFrom
    }
}
