import DeviceCore

/// The form that turns backup on.
struct BackupOnModel: Sendable {
    /// A personal account that can be the recovery account.
    struct Account: Sendable {
        let id: String
        let label: String
    }

    /// The act that makes a missing folder, or starts a new backup, and the name of its button.
    struct GoOn: Sendable {
        let act: String
        let label: String
    }

    var accounts: [Account]
    /// The recovery account that is created, or signed in to, in the same step where there is none on this device.
    let personal: PersonalModel
    let storage: StorageForm
    var failure: FailureModel?
    /// The backup that was deleted here just now.
    var deleted: DeletedBackupModel?
    /// Set where the recovery account has a backup already.
    var asksWhatToDo = false
    /// What goes on with what was typed, once someone has agreed to it; nil where nothing is to be agreed to.
    var goOn: GoOn?
    /// What was done before the failure, so that it is not done once more; nil where nothing was.
    var doneAlready: String?
    /// Set where a backup is on already and the vault has a passphrase, which is asked for once more.
    var hasPassphrase = false
    /// Whether a backup that there is already is put together with the accounts here.
    var merges = false
    /// Whether a backup that is on moves to another storage.
    var moves = false

    /// Whether there is an account to choose.
    var hasAccount: Bool { !accounts.isEmpty }
}

extension BackupOnModel {
    init(accounts: [Account], _ words: Catalogue) {
        self.accounts = accounts
        personal = PersonalModel(service: "", isNew: true)
        storage = StorageForm(words)
    }

    /// The form of whoever has a backup already: its account exists, and so does what its storage holds.
    init(merging accounts: [Account], _ words: Catalogue) {
        self.accounts = accounts
        personal = PersonalModel(service: "", isNew: false)
        storage = .holdingBackup(words)
        merges = true
    }

    init(_ form: PageForm, _ words: Catalogue) {
        accounts = []
        personal = PersonalModel(form, isNew: form["personal"] == "new")
        storage = StorageForm(form, words)
        merges = form.isTicked("merges")
        moves = form.isTicked("moves")
    }
}
