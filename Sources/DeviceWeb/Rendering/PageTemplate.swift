import DeviceCore
import Foundation
import Mustache

/// A template by its name; the files lie in `Templates`.
struct PageTemplate: Sendable {
    let name: String

    static let about = PageTemplate(name: "about")
    static let account = PageTemplate(name: "account")
    static let accounts = PageTemplate(name: "accounts")
    static let backup = PageTemplate(name: "backup")
    static let backupDone = PageTemplate(name: "backup-done")
    static let backupForm = PageTemplate(name: "backup-form")
    static let backupOff = PageTemplate(name: "backup-off")
    static let backupPreview = PageTemplate(name: "backup-preview")
    static let backupVersions = PageTemplate(name: "backup-versions")
    static let failure = PageTemplate(name: "failure")
    static let first = PageTemplate(name: "first")
    static let launcher = PageTemplate(name: "launcher")
    static let notFound = PageTemplate(name: "not-found")
    static let notLetIn = PageTemplate(name: "not-let-in")
    static let offline = PageTemplate(name: "offline")
    static let recover = PageTemplate(name: "recover")
    static let recoverForm = PageTemplate(name: "recover-form")
    static let recoveryCode = PageTemplate(name: "recovery-code")
    static let recoveryCodeDone = PageTemplate(name: "recovery-code-done")
    static let refused = PageTemplate(name: "refused")
    static let report = PageTemplate(name: "report")
    static let settings = PageTemplate(name: "settings")
    static let steps = PageTemplate(name: "steps")
    static let trouble = PageTemplate(name: "trouble")
    static let unlock = PageTemplate(name: "unlock")
    static let welcome = PageTemplate(name: "welcome")

    /// The HTML of the template with a model, which it finds under `m`; words are under `w`.
    func render(_ model: Any, words: Catalogue) -> String {
        let root: [String: Any] = ["m": model, "w": PageWords(words), "language": words.language]
        return Self.library.render(root, withTemplate: name) ?? ""
    }

    private static let library: MustacheLibrary = {
        var library = MustacheLibrary()
        for (name, bytes) in files {
            do {
                try library.register(String(decoding: bytes, as: UTF8.self), named: name)
            } catch {
                preconditionFailure("the template \(name) does not parse: \(error)")
            }
        }
        for (name, drawing) in PageIcons.drawings {
            library.register(PageIcons.template(drawing), named: "icon-\(name)")
        }
        return library
    }()

    /// The templates as they are embedded; sorted by name.
    static let files: [String: [UInt8]] = [
        "about": PackageResources.about_mustache,
        "account": PackageResources.account_mustache,
        "accounts": PackageResources.accounts_mustache,
        "backup": PackageResources.backup_mustache,
        "backup-done": PackageResources.backup_done_mustache,
        "backup-form": PackageResources.backup_form_mustache,
        "backup-off": PackageResources.backup_off_mustache,
        "backup-preview": PackageResources.backup_preview_mustache,
        "backup-versions": PackageResources.backup_versions_mustache,
        "failure": PackageResources.failure_mustache,
        "failure-banner": PackageResources.failure_banner_mustache,
        "first": PackageResources.first_mustache,
        "launcher": PackageResources.launcher_mustache,
        "layout": PackageResources.layout_mustache,
        "not-found": PackageResources.not_found_mustache,
        "not-let-in": PackageResources.not_let_in_mustache,
        "offline": PackageResources.offline_mustache,
        "recover": PackageResources.recover_mustache,
        "recover-form": PackageResources.recover_form_mustache,
        "recovery-code": PackageResources.recovery_code_mustache,
        "recovery-code-done": PackageResources.recovery_code_done_mustache,
        "refused": PackageResources.refused_mustache,
        "report": PackageResources.report_mustache,
        "settings": PackageResources.settings_mustache,
        "steps": PackageResources.steps_mustache,
        "storage-fields": PackageResources.storage_fields_mustache,
        "trouble": PackageResources.trouble_mustache,
        "unlock": PackageResources.unlock_mustache,
        "welcome": PackageResources.welcome_mustache,
    ]
}

/// A page that needs no model.
struct NoModel {}
