import DeviceCore
import Encodings
import WebPages

/// What the first page shows, as long as there are no accounts.
struct FirstModel {
    /// What was removed last and can be put back; nil where there is nothing.
    var removed: String?
    /// What the service of the account that was just removed knows of it; nil where there is nothing to say.
    var departed: String?
}

extension PageTemplate<FirstModel> {
    static var first: Self { Self(name: "first") }
}

extension FirstModel: ShownOnPage {
    var pageValue: PageValue { ["removed": .of(removed), "departed": .of(departed)] }
}

extension PageSite {
    /// How long a removed entry can be put back, in seconds.
    private static let putBackLifetime: Int64 = 120

    /// The label of the entry that can be put back; nil where there is none.
    var removedLabel: String? {
        if let removed = removedEntry.value, !now().isWithin(Self.putBackLifetime, of: removed.removed) {
            removedEntry.value = nil
        }
        return removedEntry.value?.label
    }

    /// What the service of the account that was just removed knows of it, once; nil where there is nothing to say.
    func departed(_ words: Catalogue) -> String? {
        guard let removal = leftAccount.exchange(nil), let told = words.departure(removal) else { return nil }
        return "\(words.text("page.accounts.removed")) \(removal.listing.wholeLabel). \(told)"
    }

    /// Hands out the entry that can be put back, once.
    func takeRemoved() -> RemovedEntry? {
        guard removedLabel != nil else { return nil }
        return removedEntry.exchange(nil)
    }

    /// Forgets what was begun and what could be undone, with the secrets in it.
    package func forgetPending() {
        pendingScan.value = nil
        pendingEntry.value = nil
        pendingOffer.value = nil
        pendingInvitation.value = nil
        forgetStates()
        pendingContact.value = nil
        pendingTakingBack.value = nil
        deletedBackup.value = nil
        removedEntry.value = nil
        leftAccount.value = nil
        revokedDevice.value = nil
    }
}
