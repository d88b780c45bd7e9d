import DeviceCore
import Encodings
import Entries
import Primitives
import Vault
import WebPages

extension PageRoutes {
    /// Serves the settings: language, hidden codes, the lock, and the ways to everything else.
    func addSettings() {
        get("/settings") { site, context in
            try site.settings(context)
        }
        post("/settings") { site, form, context in
            _ = try site.device.settings.set("language", to: form["language"])
            _ = try site.device.settings.set("hide-codes", to: form.isTicked("hidesCodes") ? "on" : "off")
            _ = try site.contents()
            return .redirect(to: "/settings")
        }
        post("/settings/passphrase") { site, form, context in
            do {
                let new = form.typed("passphrase")
                guard new == form.typed("repeated") else { throw Failure(.passwordMismatch).in(.passphrase) }
                let device = site.device.unlocking(with: SecretBytes(passphrase: form.typed("present")))
                let typed = new.isEmpty ? nil : SecretBytes(passphrase: new)
                try device.setPassphrase(typed)
                if let typed { _ = try device.unlocking(with: typed).vault() }
            } catch {
                return try site.settings(context, FailureModel(Failure(explaining: error), context.words))
            }
            return .redirect(to: "/settings")
        }
        get("/about") { site, context in
            let version = context.words.text("page.about.version", ["version": site.version])
            return site.page(.about, AboutModel(version: version), context)
        }
    }
}

extension PageSite {
    fileprivate func settings(_ context: PageContext, _ failure: FailureModel? = nil) throws -> PageResponse {
        let contents = try contents()
        let words = contents.map { self.words($0, context) } ?? context.words
        let hasPassphrase = try hasPassphrase()
        var model = SettingsModel(contents?.settings ?? Settings(), hasPassphrase: hasPassphrase, words: words)
        model.failure = failure
        let backup = try contents.map { _ in try device.backups.status() }
        let isFailing = backup?.trouble != nil
        model.backup = words.text("page.settings.backup.\(isFailing ? "failing" : backup?.state ?? "off")")
        let answers = contents.map { vault in vault.portable.order.contains { vault.answers($0.rawValue) } } ?? false
        model.requests = words.text("page.settings.requests.\(answers ? "on" : "off")")
        model.version = words.text("page.about.version", ["version": version])
        let hasAccounts = contents.map { $0.portable.entryCount > 0 } ?? false
        model.needsAccount = !hasAccounts
        let isBackedUp = contents?.deviceBound.backup != nil
        if isBackedUp {
            model.recover = SettingsModel.Way(
                title: words.text("page.settings.versions"),
                text: words.text("page.settings.versionsText"),
                address: "/backup/versions"
            )
        } else {
            // A recovery is refused where accounts are: turning the backup on merges both.
            model.recover =
                hasAccounts
                ? SettingsModel.Way(
                    title: words.text("page.settings.merge"),
                    text: words.text("page.settings.mergeText"),
                    address: "/backup/merge"
                )
                : SettingsModel.Way(
                    title: words.text("recovery.begin"),
                    text: words.text("page.settings.recoverText"),
                    address: "/recover"
                )
        }
        return page(.settings, model, words, status: failure == nil ? .ok : .badRequest)
    }
}

/// What the page about the app shows.
struct AboutModel {
    let version: String
}

/// What the page of settings shows.
struct SettingsModel {
    let languages: [Language]
    let hidesCodes: Bool
    let hasPassphrase: Bool
    var failure: FailureModel?
    /// Whether automatic backup is on.
    var backup = ""
    /// Whether this device answers sign-in requests.
    var requests = ""
    /// The version of the program.
    var version = ""
    /// Whether there are no accounts yet; the list has the way to a recovery.
    var needsAccount = false
    let canRecover = false
    /// The way to what a backup holds.
    var recover: Way?

    /// A way to another page.
    struct Way {
        let title: String
        let text: String
        let address: String
    }

    /// A language that can be chosen, by its own name.
    struct Language {
        let code: String
        let name: String
        let isChosen: Bool
    }
}

extension SettingsModel {
    init(_ settings: Settings, hasPassphrase: Bool, words: Catalogue) {
        let system = Language(
            code: "auto",
            name: words.text("page.settings.languageAuto"),
            isChosen: settings.language == nil
        )
        languages =
            [system]
            + Catalogue.languages.map { code in
                let name = Catalogue.preferred([code]).text("page.settings.languageOwn")
                return Language(code: code, name: name, isChosen: settings.language == code)
            }
        hidesCodes = settings.hidesCodes
        self.hasPassphrase = hasPassphrase
    }
}

extension PageTemplate<AboutModel> {
    static var about: Self { Self(name: "about") }
}

extension AboutModel: ShownOnPage {
    var pageValue: PageValue { ["version": .of(version)] }
}

extension PageTemplate<SettingsModel> {
    static var settings: Self { Self(name: "settings") }
}

extension SettingsModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "languages": .of(languages), "hidesCodes": .of(hidesCodes), "hasPassphrase": .of(hasPassphrase),
            "failure": .of(failure), "backup": .of(backup), "requests": .of(requests), "version": .of(version),
            "needsAccount": .of(needsAccount), "canRecover": .of(canRecover), "recover": .of(recover),
        ]
    }
}

extension SettingsModel.Way: ShownOnPage {
    var pageValue: PageValue { ["title": .of(title), "text": .of(text), "address": .of(address)] }
}

extension SettingsModel.Language: ShownOnPage {
    var pageValue: PageValue { ["code": .of(code), "name": .of(name), "isChosen": .of(isChosen)] }
}
