import DeviceCore
import Encodings
import Entries

/// Another device that was removed here just now.
struct RevokedDevice: Sendable {
    let name: String
    /// Until when it can; nil where it is removed for good.
    let until: Instant?
}

/// What is said where an account no longer accepts this device, and what can be done about it here; or that another
/// device was removed.
struct RemovedModel {
    let label: String
    let text: String?
    /// Who has removed this device, and when; nil where that is not known.
    let who: String?
    /// Whether it is done, so that nothing is to be done about it.
    var isDone = false
    /// What is tried first; nil where there is nothing to do.
    let action: AccountRow.Action?
    /// What whoever removed the device does instead; nil where there is no choice.
    let other: AccountRow.Action?
    /// What is said of a backup that this account unlocks; nil where it goes on.
    let backup: String?
}

extension RemovedModel {
    /// Says that another device was removed, and until when it can take the account back.
    init(_ device: RevokedDevice, _ words: Catalogue) {
        label = words.text("page.devices.removed", ["device": words.quoted(device.name)])
        text = device.until.map { words.text("page.devices.removedUntil", ["date": words.day($0)]) }
        isDone = true
        (who, action, other, backup) = (nil, nil, nil, nil)
    }

    /// Nil where the account accepts this device, as far as the vault and the `error` that was met just now tell.
    init?(_ listing: EntryListing, _ words: Catalogue, after error: (any Error)? = nil) {
        label = listing.wholeLabel
        backup = words.text("page.backup.stopped\(listing.isRemoved ? "" : ".signedOut")")
        who = words.removal(listing.knownRemoval)
        let signIn = "/accounts/\(listing.id)/sign-in"
        switch listing.state {
        case .suspended:
            text = words.text("page.removed.suspended")
            action = .init(label: words.text("entry.takeBack"), address: "/accounts/\(listing.id)/take-back")
            other = .init(label: words.text("page.signIn.asNew"), address: signIn)
        case .removedAtService where listing.kind == Entry.Kind.work.rawValue:
            text = words.text("page.removed.byService")
            action = .init(label: words.text("entry.scanToRecover"), address: "/accounts/\(listing.id)/scan")
            other = nil
        case .removedAtService:
            text = words.text("page.removed.byService")
            action = .init(label: words.text(listing.verificationKey), address: signIn)
            other = nil
        default:
            // The session is over: the device was removed, or its time has run out.
            let isOver = error.map { Failure(explaining: $0).code == .sessionEnded } ?? false
            guard listing.isSignedOut || isOver, listing.kind == Entry.Kind.personal.rawValue else { return nil }
            text = words.text("page.removed.signedOut")
            action = .init(label: words.text("page.signIn.again"), address: signIn)
            other = nil
        }
    }
}
