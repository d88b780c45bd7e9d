import DeviceCore
import Encodings
import Entries
import OneTimePassword
import Vault

/// What the page of accounts shows.
struct AccountsModel {
    let rows: [AccountRow]
    /// The sentence that accounts need more verification; nil where none does.
    let waiting: String?
    /// Where the first account that needs more verification is completed.
    let firstWaiting: String?
    /// That accounts have removed this device; nil where none has.
    let removal: Banner?
    /// The server's time in milliseconds, which the page's ring follows.
    let time: Int64
    /// Whether there are enough accounts for a search to be of use.
    let isSearchable: Bool
    /// Whether no backup is on, which the page says.
    let isUnsaved: Bool
    /// The sentence that a new password is to be set after a recovery with the code on paper; nil where it is set.
    let newPassword: String?
    /// Why the backup fails; nil where it does not.
    var backupProblem: String?
    /// The sentence that someone asks to sign in; nil where nobody does.
    var asked: String?
    /// The sentence that notices ask whether it was the person; nil where none does.
    var notices: String?
    /// What was removed last and can be put back; nil where there is nothing.
    var removed: String?
    /// What the service of the account that was just removed knows of it; nil where there is nothing to say.
    var departed: String?

    /// A sentence that leads to what it is about.
    struct Banner {
        let text: String
        let address: String
    }
}

extension AccountsModel {
    init(_ contents: VaultContents, at date: Instant, words: Catalogue) {
        let settings = contents.portable.settings
        let codes = PageCode.all(contents, at: date)
        let listing = contents.listing(at: date)
        rows = listing.map {
            AccountRow($0, codes[$0.id], isHidden: settings.hidesCodes, words: words)
        }
        // Where this device was removed, no verification is missing.
        let removed = listing.filter(\.isRemoved)
        let removedRows = Set(removed.map(\.id))
        removal = rows.first { removedRows.contains($0.id) }?.action.map { action in
            let values = ["n": String(removed.count), "account": removed[0].wholeLabel]
            return Banner(text: words.text(removed.count, "page.banner.removed", values), address: action.address)
        }
        let waitingRows = rows.filter { $0.action != nil && !removedRows.contains($0.id) }
        waiting =
            waitingRows.isEmpty
            ? nil : words.text(waitingRows.count, "page.banner", ["n": String(waitingRows.count)])
        firstWaiting = waitingRows.first?.action?.address
        time = date.milliseconds
        isSearchable = rows.count > 5
        let recovery = contents.deviceBound.backup?.recoveryEntry.rawValue
        // The page that sets it is about the account that unlocks the backup.
        let isMissing = contents.needingNewPassword.contains { recovery == nil || $0.id == recovery }
        newPassword = isMissing ? words.text("warning.newPassword") : nil
        isUnsaved = contents.deviceBound.backup == nil
    }
}

extension EntryListing {
    /// Whether the account has removed this device, as far as is known here.
    var isRemoved: Bool { [.suspended, .removedAtService].contains(state) }
}

/// One account in the list.
struct AccountRow {
    let id: String
    let issuer: String
    let account: String
    let avatar: AvatarModel
    /// The code now; nil where there is none to show.
    let code: PageCode?
    /// Whether the code shows only when asked for.
    let isHidden: Bool
    /// What a device that is not ready has to do.
    let action: Action?
    /// Why there is neither a code nor something to do.
    let note: String?
    /// What is said of codes that do not count yet, and where the device is confirmed.
    let held: Held?

    /// Codes that do not count yet.
    struct Held {
        let text: String
        /// Nil where another button does it.
        let address: String?
    }

    /// A button that leads to what is missing.
    struct Action {
        let label: String
        let address: String
    }
}

extension AccountRow {
    init(_ listing: EntryListing, _ code: PageCode?, isHidden: Bool, words: Catalogue) {
        id = listing.id
        issuer = listing.issuer.isEmpty ? listing.account.isEmpty ? listing.label : listing.account : listing.issuer
        let apart = listing.apart.map { "(\($0))" } ?? ""
        account = listing.issuer.isEmpty ? apart : listing.wholeAccount
        avatar = AvatarModel(of: issuer)
        self.code = code
        self.isHidden = isHidden
        action =
            switch listing.state {
            case .needsSignIn:
                Action(label: words.text(listing.verificationKey), address: "/accounts/\(id)/sign-in")
            case .needsQRCode: Action(label: words.text(listing.verificationKey), address: "/accounts/\(id)/scan")
            case .suspended: Action(label: words.text("entry.takeBack"), address: "/accounts/\(id)/take-back")
            case .removedAtService where listing.kind == Entry.Kind.work.rawValue:
                Action(label: words.text(listing.verificationKey), address: "/accounts/\(id)/scan")
            case .removedAtService:
                Action(label: words.text(listing.verificationKey), address: "/accounts/\(id)/sign-in")
            default: nil
            }
        note = listing.state == .unreadable ? words.text("state.unreadable") : nil
        let isReady = action == nil
        held = listing.codesCountFrom.map { from in
            let text = words.text("page.accounts.codesHeld", ["date": words.day(from)])
            // What gives an account its verification confirms the device as well: there is one thing to do.
            return Held(text: text, address: isReady ? "/confirm/\(listing.id)" : nil)
        }
    }
}

/// A code on the page, with the one that follows, so that it turns over without asking.
struct PageCode {
    let id: String
    /// In groups; empty where codes are hidden.
    let text: String
    /// The one that follows; nil for a counter's code.
    let next: String?
    /// Milliseconds since 1970 when it ends; nil for a counter's code.
    let until: Int64?
    /// Seconds that a code of this account lives; nil for a counter's code.
    let period: Int?
    /// Whether the code changes with a counter, not with time.
    let isCounter: Bool

    /// The codes of all accounts that have one, by their identifiers.
    static func all(_ contents: VaultContents, at date: Instant) -> [String: PageCode] {
        var codes: [String: PageCode] = [:]
        for entry in contents.portable.entries {
            guard let secret = contents.oneTimeSecret(of: entry) else { continue }
            let parameters = secret.parameters
            let isCounter = parameters.kind == .hotp
            let code = parameters.code(secret: secret.secret, at: date)
            codes[entry.id.rawValue] = PageCode(
                id: entry.id.rawValue,
                text: isCounter ? "" : code.grouped,
                next: isCounter ? nil : parameters.nextCode(secret: secret.secret, at: date).grouped,
                until: code.validUntil.map { $0.milliseconds },
                period: isCounter ? nil : parameters.period,
                isCounter: isCounter
            )
        }
        return codes
    }
}
