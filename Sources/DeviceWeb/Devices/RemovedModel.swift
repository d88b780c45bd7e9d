import DeviceCore
import Entries

/// What is said where an account no longer accepts this device, and what can be done about it here.
struct RemovedModel {
    let label: String
    let text: String
    /// What is tried first.
    let action: AccountRow.Action
    /// What whoever removed the device does instead; nil where there is no choice.
    let other: AccountRow.Action?
    /// What is said of a backup that this account unlocks.
    let backup: String

    /// Nil where the account accepts this device, as far as the vault and the `error` that was met just now tell.
    init?(_ listing: EntryListing, _ words: Catalogue, after error: (any Error)? = nil) {
        label = listing.wholeLabel
        let isRemoved = [.suspended, .removedAtService].contains(listing.state)
        backup = words.text("page.backup.stopped\(isRemoved ? "" : ".signedOut")")
        let signIn = "/accounts/\(listing.id)/sign-in"
        switch listing.state {
        case .suspended:
            text = words.text("page.removed.byDevice")
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
