import DeviceCore
import Encodings
import Primitives
import Vault
import WebPages

/// A backup that was deleted on the page just now: what it takes to restore it, for as long as the page is open.
struct DeletedBackup: Sendable {
    /// The entry of the recovery account.
    let account: String
    let location: String
    let storagePassword: SecretBytes?
    /// The day on which the account service forgets it.
    let until: Instant

    init(_ binding: BackupBinding, until: Instant) {
        account = binding.recoveryEntry.rawValue
        location = binding.location
        storagePassword = binding.storagePassword
        self.until = until
    }
}

extension PageRoutes {
    /// Serves the button that restores the backup which was deleted just now.
    func addDeletedBackup() {
        post("/backup/restore-deleted") { site, form, context in
            guard let deleted = site.deleted else { return .redirect(to: "/backup") }
            return site.restoring(deleted, form, context.words)
        }
    }
}

extension PageSite {
    /// The deleted backup, if it can be restored still.
    var deleted: DeletedBackup? { deletedBackup.value.flatMap { $0.until > now() ? $0 : nil } }

    /// The page that grows while a deleted backup is restored.
    fileprivate func restoring(_ deleted: DeletedBackup, _ form: PageForm, _ words: Catalogue) -> PageResponse {
        growingPage(title: words.text("page.backup.restoreDeleted"), words) { site, tell in
            tell(words.text("page.backup.turningOn"))
            do {
                let password = try Password(existing: SecretBytes(utf8: form.typed("password")))
                let status = try site.device.backups.turnOn(
                    storage: deleted.location,
                    storagePassword: deleted.storagePassword,
                    account: deleted.account,
                    existing: .keepBoth,
                    startsNew: { throw $0 }
                ) { password }
                site.deletedBackup.value = nil
                return site.backupDone(status, words)
            } catch  where error.asksForEvidence {
                let pending = site.keep(
                    deleted.account,
                    back: "/backup",
                    posting: form,
                    to: "/backup/restore-deleted"
                )
                return site.evidenceForm(for: pending, words)
            } catch {
                let failure = FailureModel(Failure(explaining: error), words)
                let model = DeletedBackupModel(deleted, failure: failure, words)
                return site.render(.backupDeleted, model, words)
            }
        }
    }
}

/// What the page says of a backup that was deleted.
struct DeletedBackupModel: Sendable {
    let text: String
    var failure: FailureModel?
}

extension DeletedBackupModel {
    init(_ deleted: DeletedBackup, failure: FailureModel? = nil, _ words: Catalogue) {
        text = words.text("page.backup.deleted", ["until": words.moment(deleted.until)])
        self.failure = failure
    }
}

extension PageTemplate<DeletedBackupModel> {
    static var backupDeleted: Self { Self(name: "backup-deleted") }
}

extension DeletedBackupModel: ShownOnPage {
    var pageValue: PageValue { ["text": .of(text), "failure": .of(failure)] }
}
