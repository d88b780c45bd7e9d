import DeviceCore
import Encodings
import Entries
import Vault

/// The backup as it is.
struct BackupModel {
    let isPaused: Bool
    /// When it was last read back, opened and compared, and what it held; nil before the first time.
    let checked: TimeModel?
    let pending: Bool
    /// Whether it was opened, nothing has failed since, and no change is missing from it.
    private(set) var isWell: Bool
    let account: String
    let service: String
    /// The storage as people speak of it.
    let location: String
    /// The whole location, as the command line takes it.
    let wholeLocation: String
    /// Why tries fail, and since when.
    let problem: String?
    /// Whether the user's word is asked for, that the backup may hold fewer accounts.
    let asksForFewer: Bool
    var failure: FailureModel?
    var advice: [AdviceModel] = []
    /// Set where the recovery account no longer accepts this device.
    var removed: RemovedModel? {
        didSet { if removed != nil { isWell = false } }
    }
    /// The recovery account's entry.
    let accountID: String
    /// The empty form of another storage.
    let storage: StorageForm
    /// Whether the passphrase is asked for before the backup is moved or deleted.
    let hasPassphrase: Bool
}

extension BackupModel {
    init(_ status: BackupStatus, _ contents: VaultContents?, hasPassphrase: Bool, _ words: Catalogue) {
        self.hasPassphrase = hasPassphrase
        storage = StorageForm(words)
        accountID = contents?.deviceBound.backup?.recoveryEntry.rawValue ?? ""
        isPaused = status.state == "paused"
        checked = status.lastVerified.map { date in
            TimeModel(date, words) { time in
                let count = status.entries ?? 0
                return words.text(count, "page.backup.checked", ["time": time, "n": String(count)])
            }
        }
        pending = status.pending
        let entry = contents.flatMap { contents in
            contents.deviceBound.backup.flatMap { contents.portable[$0.recoveryEntry] }
        }
        account = entry?.account ?? ""
        service = entry?.issuer ?? ""
        wholeLocation = status.location ?? ""
        location = StorageName.shown(wholeLocation, words)
        asksForFewer = status.problem == FailureCode.backupShrunken.rawValue
        problem = status.notice()?.problem(words)
        isWell = checked != nil && status.trouble == nil && !pending
    }
}

extension BackupNotice {
    /// Why tries fail, and since when; nil where none does.
    func problem(_ words: Catalogue) -> String? {
        guard case .failing = cause else { return nil }
        return words.text(self)
    }
}

/// What a backup that was just turned on says.
struct BackupDoneModel {
    let text: String
    /// That the recovery account is among what was counted; nil where it is not known.
    let including: String?
    /// That the place of before has its files still, where the backup was moved; nil where it was turned on.
    var oldPlace: String?
    /// Whether the account has no recovery code yet, without which a forgotten password closes the backup.
    var needsCode = true
    /// Whether no contact can help whoever signs in with a new device.
    var needsContact = false
}

extension BackupDoneModel {
    /// A backup that is stored in another place than before.
    init(movedFrom old: String, to new: String, _ words: Catalogue) {
        self.init(
            text: words.text("page.backup.moved", ["place": StorageName.shown(new, words)]),
            including: nil,
            oldPlace: words.text("page.backup.movedFrom", ["place": old])
        )
    }
}
