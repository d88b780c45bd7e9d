import DeviceCore
import WebPages

/// A template by its name; the files are in `Templates`.
struct PageTemplate: Sendable {
    let name: String

    static let about = PageTemplate(name: "about")
    static let account = PageTemplate(name: "account")
    static let accountData = PageTemplate(name: "account-data")
    static let accounts = PageTemplate(name: "accounts")
    static let add = PageTemplate(name: "add")
    static let addDone = PageTemplate(name: "add-done")
    static let addDuplicate = PageTemplate(name: "add-duplicate")
    static let addName = PageTemplate(name: "add-name")
    static let addHand = PageTemplate(name: "add-hand")
    static let addImport = PageTemplate(name: "add-import")
    static let addPersonal = PageTemplate(name: "add-personal")
    static let addScan = PageTemplate(name: "add-scan")
    static let backup = PageTemplate(name: "backup")
    static let backupDeleted = PageTemplate(name: "backup-deleted")
    static let backupDone = PageTemplate(name: "backup-done")
    static let backupForm = PageTemplate(name: "backup-form")
    static let backupOff = PageTemplate(name: "backup-off")
    static let backupPreview = PageTemplate(name: "backup-preview")
    static let backupVersions = PageTemplate(name: "backup-versions")
    static let chooseContact = PageTemplate(name: "choose-contact")
    static let contactCode = PageTemplate(name: "contact-code")
    static let contacts = PageTemplate(name: "contacts")
    static let devices = PageTemplate(name: "devices")
    static let evidence = PageTemplate(name: "evidence")
    static let evidenceApproved = PageTemplate(name: "evidence-approved")
    static let evidenceDone = PageTemplate(name: "evidence-done")
    static let evidenceForm = PageTemplate(name: "evidence-form")
    static let failure = PageTemplate(name: "failure")
    static let first = PageTemplate(name: "first")
    static let launcher = PageTemplate(name: "launcher")
    static let letter = PageTemplate(name: "letter")
    static let notFound = PageTemplate(name: "not-found")
    static let notLetIn = PageTemplate(name: "not-let-in")
    static let offline = PageTemplate(name: "offline")
    static let noAccounts = PageTemplate(name: "no-accounts")
    static let newKey = PageTemplate(name: "new-key")
    static let newKeyDone = PageTemplate(name: "new-key-done")
    static let password = PageTemplate(name: "password")
    static let passwordDone = PageTemplate(name: "password-done")
    static let passwordLater = PageTemplate(name: "password-later")
    static let personalForm = PageTemplate(name: "personal-form")
    static let recover = PageTemplate(name: "recover")
    static let recoverForm = PageTemplate(name: "recover-form")
    static let recoveryCode = PageTemplate(name: "recovery-code")
    static let recoveryCodeDone = PageTemplate(name: "recovery-code-done")
    static let refused = PageTemplate(name: "refused")
    static let report = PageTemplate(name: "report")
    static let requests = PageTemplate(name: "requests")
    static let settings = PageTemplate(name: "settings")
    static let showQR = PageTemplate(name: "show-qr")
    static let signIn = PageTemplate(name: "sign-in")
    static let signInDone = PageTemplate(name: "sign-in-done")
    static let takeBack = PageTemplate(name: "take-back")
    static let takeBackCode = PageTemplate(name: "take-back-code")
    static let takeBackDone = PageTemplate(name: "take-back-done")
    static let takeBackFailed = PageTemplate(name: "take-back-failed")
    static let takeBackMore = PageTemplate(name: "take-back-more")
    static let signInFailed = PageTemplate(name: "sign-in-failed")
    static let steps = PageTemplate(name: "steps")
    static let trouble = PageTemplate(name: "trouble")
    static let typeCode = PageTemplate(name: "type-code")
    static let unlock = PageTemplate(name: "unlock")
    static let welcome = PageTemplate(name: "welcome")
    static let work = PageTemplate(name: "work")
    static let workDone = PageTemplate(name: "work-done")
    static let workOffer = PageTemplate(name: "work-offer")

    /// The HTML of the template with a model, which it finds under `m`; words are under `w`.
    func html(of model: some ShownOnPage, words: Catalogue) -> [UInt8] {
        let page: PageValue = [
            "m": .of(model), "w": words.pageWords, "language": .of(words.language),
            "formToken": .of(FormToken.current ?? ""),
        ]
        guard let html = Self.templates.render(page, with: name) else {
            preconditionFailure("there is no template \(name)")
        }
        return html
    }

    /// The same as a text, for what becomes a part of a growing page.
    func render(_ model: some ShownOnPage, words: Catalogue) -> String {
        String(decoding: html(of: model, words: words), as: UTF8.self)
    }

    /// All templates, read once.
    private static let templates: Templates = {
        let icons = PageIcons.drawings.map { ("icon-\($0)", PageIcons.picture($1)) }
        let texts = files.map { ($0, String(decoding: $1, as: UTF8.self)) } + icons
        do {
            return try Templates(texts.map { try Template(Array(FormToken.carried(by: $1).utf8), named: $0) })
        } catch {
            preconditionFailure("the templates cannot be read: \(error)")
        }
    }()

    /// The templates as they are embedded; sorted by name.
    static let files: [String: [UInt8]] = [
        "about": PackageResources.about_mustache,
        "account": PackageResources.account_mustache,
        "account-data": PackageResources.account_data_mustache,
        "accounts": PackageResources.accounts_mustache,
        "add": PackageResources.add_mustache,
        "add-done": PackageResources.add_done_mustache,
        "add-duplicate": PackageResources.add_duplicate_mustache,
        "add-hand": PackageResources.add_hand_mustache,
        "add-import": PackageResources.add_import_mustache,
        "add-name": PackageResources.add_name_mustache,
        "add-personal": PackageResources.add_personal_mustache,
        "add-scan": PackageResources.add_scan_mustache,
        "add-or-recover": PackageResources.add_or_recover_mustache,
        "advice": PackageResources.advice_mustache,
        "backup": PackageResources.backup_mustache,
        "backup-deleted": PackageResources.backup_deleted_mustache,
        "backup-done": PackageResources.backup_done_mustache,
        "backup-form": PackageResources.backup_form_mustache,
        "backup-off": PackageResources.backup_off_mustache,
        "backup-preview": PackageResources.backup_preview_mustache,
        "backup-versions": PackageResources.backup_versions_mustache,
        "choose-contact": PackageResources.choose_contact_mustache,
        "contact-code": PackageResources.contact_code_mustache,
        "contacts": PackageResources.contacts_mustache,
        "deleted-fields": PackageResources.deleted_fields_mustache,
        "devices": PackageResources.devices_mustache,
        "evidence": PackageResources.evidence_mustache,
        "evidence-approved": PackageResources.evidence_approved_mustache,
        "evidence-done": PackageResources.evidence_done_mustache,
        "evidence-fields": PackageResources.evidence_fields_mustache,
        "evidence-form": PackageResources.evidence_form_mustache,
        "failure": PackageResources.failure_mustache,
        "failure-banner": PackageResources.failure_banner_mustache,
        "first": PackageResources.first_mustache,
        "launcher": PackageResources.launcher_mustache,
        "layout": PackageResources.layout_mustache,
        "letter": PackageResources.letter_mustache,
        "letter-field": PackageResources.letter_field_mustache,
        "no-accounts": PackageResources.no_accounts_mustache,
        "not-found": PackageResources.not_found_mustache,
        "not-let-in": PackageResources.not_let_in_mustache,
        "offline": PackageResources.offline_mustache,
        "new-key": PackageResources.new_key_mustache,
        "new-key-done": PackageResources.new_key_done_mustache,
        "password": PackageResources.password_mustache,
        "password-done": PackageResources.password_done_mustache,
        "password-later": PackageResources.password_later_mustache,
        "personal-fields": PackageResources.personal_fields_mustache,
        "personal-form": PackageResources.personal_form_mustache,
        "recover": PackageResources.recover_mustache,
        "recover-form": PackageResources.recover_form_mustache,
        "recovery-code": PackageResources.recovery_code_mustache,
        "recovery-code-done": PackageResources.recovery_code_done_mustache,
        "refused": PackageResources.refused_mustache,
        "removed": PackageResources.removed_mustache,
        "removed-entry": PackageResources.removed_entry_mustache,
        "report": PackageResources.report_mustache,
        "requests": PackageResources.requests_mustache,
        "settings": PackageResources.settings_mustache,
        "show-qr": PackageResources.show_qr_mustache,
        "sign-in": PackageResources.sign_in_mustache,
        "sign-in-done": PackageResources.sign_in_done_mustache,
        "take-back": PackageResources.take_back_mustache,
        "take-back-code": PackageResources.take_back_code_mustache,
        "take-back-done": PackageResources.take_back_done_mustache,
        "take-back-failed": PackageResources.take_back_failed_mustache,
        "take-back-form": PackageResources.take_back_form_mustache,
        "take-back-more": PackageResources.take_back_more_mustache,
        "sign-in-failed": PackageResources.sign_in_failed_mustache,
        "sign-in-form": PackageResources.sign_in_form_mustache,
        "steps": PackageResources.steps_mustache,
        "storage-fields": PackageResources.storage_fields_mustache,
        "time": PackageResources.time_mustache,
        "trouble": PackageResources.trouble_mustache,
        "type-code": PackageResources.type_code_mustache,
        "unlock": PackageResources.unlock_mustache,
        "welcome": PackageResources.welcome_mustache,
        "work": PackageResources.work_mustache,
        "work-done": PackageResources.work_done_mustache,
        "work-offer": PackageResources.work_offer_mustache,
    ]
}

/// A page that needs no model.
struct NoModel {}

extension NoModel: ShownOnPage {
    var pageValue: PageValue { [:] }
}
