// What every page has a line in: the routes that lead to it, and its templates.

extension PageRoutes {
    /// The routes of all pages.
    static let all: RouteTable = {
        let routes = PageRoutes()
        routes.addStatic()
        routes.addLock()
        routes.addAccounts()
        routes.addAdding()
        routes.addScanning()
        routes.addWork()
        routes.addSignInToRecover()
        routes.addTakingBack()
        routes.addAccountData()
        routes.addPassword()
        routes.addRequests()
        routes.addNews()
        routes.addDevices()
        routes.addContacts()
        routes.addContactCode()
        routes.addEvidence()
        routes.addBackup()
        routes.addDeletedBackup()
        routes.addNewKey()
        routes.addRecovery()
        routes.addLetter()
        routes.addRecoveryCode()
        routes.addSettings()
        routes.addTrouble()
        return routes.table
    }()
}

extension PageTemplates {
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
        "add-or-recover": PackageResources.add_or_recover_mustache,
        "add-personal": PackageResources.add_personal_mustache,
        "add-scan": PackageResources.add_scan_mustache,
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
        "new-key": PackageResources.new_key_mustache,
        "new-key-done": PackageResources.new_key_done_mustache,
        "no-accounts": PackageResources.no_accounts_mustache,
        "not-found": PackageResources.not_found_mustache,
        "not-let-in": PackageResources.not_let_in_mustache,
        "offline": PackageResources.offline_mustache,
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
        "sign-in-failed": PackageResources.sign_in_failed_mustache,
        "sign-in-form": PackageResources.sign_in_form_mustache,
        "steps": PackageResources.steps_mustache,
        "storage-fields": PackageResources.storage_fields_mustache,
        "take-back": PackageResources.take_back_mustache,
        "take-back-code": PackageResources.take_back_code_mustache,
        "take-back-done": PackageResources.take_back_done_mustache,
        "take-back-failed": PackageResources.take_back_failed_mustache,
        "take-back-form": PackageResources.take_back_form_mustache,
        "take-back-more": PackageResources.take_back_more_mustache,
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
