import DeviceCore
import Foundation
import Mustache

/// A template by its name; the files lie in `Templates`.
struct PageTemplate: Sendable {
    let name: String

    static let accounts = PageTemplate(name: "accounts")
    static let account = PageTemplate(name: "account")
    static let failure = PageTemplate(name: "failure")
    static let first = PageTemplate(name: "first")
    static let launcher = PageTemplate(name: "launcher")
    static let notFound = PageTemplate(name: "not-found")
    static let notLetIn = PageTemplate(name: "not-let-in")
    static let offline = PageTemplate(name: "offline")
    static let refused = PageTemplate(name: "refused")
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
        "account": PackageResources.account_mustache,
        "accounts": PackageResources.accounts_mustache,
        "failure": PackageResources.failure_mustache,
        "failure-banner": PackageResources.failure_banner_mustache,
        "first": PackageResources.first_mustache,
        "launcher": PackageResources.launcher_mustache,
        "layout": PackageResources.layout_mustache,
        "not-found": PackageResources.not_found_mustache,
        "not-let-in": PackageResources.not_let_in_mustache,
        "offline": PackageResources.offline_mustache,
        "refused": PackageResources.refused_mustache,
        "unlock": PackageResources.unlock_mustache,
        "welcome": PackageResources.welcome_mustache,
    ]
}

/// A page that needs no model.
struct NoModel {}
