import WebPages

/// Fills the templates of the pages.
struct PageRenderer: Sendable {
    /// The templates by name, sorted.
    static let templates: [String: [UInt8]] = [
        "account": PackageResources.account_mustache,
        "account-removal": PackageResources.account_removal_mustache,
        "administration": PackageResources.administration_mustache,
        "audit-log": PackageResources.audit_log_mustache,
        "consent": PackageResources.consent_mustache,
        "enroll": PackageResources.enroll_mustache,
        "error": PackageResources.error_mustache,
        "form-post": PackageResources.form_post_mustache,
        "layout": PackageResources.layout_mustache,
        "leave": PackageResources.leave_mustache,
        "member": PackageResources.member_mustache,
        "sign-in": PackageResources.sign_in_mustache,
        "sign-in-code": PackageResources.sign_in_code_mustache,
        "sign-in-ended": PackageResources.sign_in_ended_mustache,
        "sign-in-letter": PackageResources.sign_in_letter_mustache,
        "sign-in-wait": PackageResources.sign_in_wait_mustache,
        "sign-out": PackageResources.sign_out_mustache,
        "signed-out": PackageResources.signed_out_mustache,
    ]

    private static let library: HTMLTemplates = {
        var library = HTMLTemplates()
        for (name, bytes) in templates {
            do {
                try library.register(String(decoding: bytes, as: UTF8.self), named: name)
            } catch {
                preconditionFailure("the template \(name) does not parse: \(error)")
            }
        }
        return library
    }()

    private let assets: PageAssets
    private let name: String

    /// Takes what each page loads, and the service's name.
    init(assets: PageAssets, name: String) {
        self.assets = assets
        self.name = name
    }

    /// The page of a template; `values` is what it shows beside the words.
    func render(
        _ template: String,
        url: PublicURL,
        words: ServiceWords,
        formToken: String,
        _ values: [String: Any]
    ) -> String {
        var page: [String: Any] = [
            "w": PageWords(words),
            "language": words.language,
            "base": url.prefix,
            "host": url.host,
            "serviceName": name,
            "formToken": formToken,
        ]
        for (name, path) in assets.paths {
            page[name] = url.prefix + path
        }
        page.merge(values) { _, value in value }
        return Self.library.render(page, withTemplate: template)
    }
}
