import DeviceCore
import Vault
import WebPages

extension PageRoutes {
    /// Serves the whole path as a page: a line for each step, with a tick or the failure.
    func addTrouble() {
        get("/trouble") { site, context in
            guard site.device.store.holdsVault else { throw Failure(.vaultMissing) }
            let words = context.words
            return site.growingPage(title: words.text("page.trouble.title"), words) { site, tell in
                tell(words.text("page.trouble.testing"))
                return site.render(.trouble, TroubleModel(site.device.doctor.diagnose(), words), words)
            }
        }
    }
}

/// What was found out about the path from here to the backup.
struct TroubleModel {
    let checks: [Check]
    /// When the newest backup was last opened; nil before the first time.
    let verified: String?
    /// What works today but would fail on the day of a loss.
    let warnings: [AdviceModel]

    /// One step of the path.
    struct Check {
        let name: String
        /// What was found where it did not fail.
        let how: String
        let isOff: Bool
        let failure: FailureModel?
        /// That it failed for the reason of a step before, which is told once; nil where it did not.
        let same: String?
    }
}

extension TroubleModel {
    init(_ diagnosis: Diagnosis, _ words: Catalogue) {
        var told: [String: String] = [:]
        checks = diagnosis.checks.map { check in
            let failure = check.failure.map { FailureModel($0, words) }
            let name = words.name(of: check)
            let text = failure.map { $0.message + $0.remedy }
            let first = text.flatMap { told[$0] }
            if let text, first == nil { told[text] = name }
            return Check(
                name: name,
                how: check.isSkipped ? "" : words.text("doctor.\(check.name.rawValue).ok"),
                isOff: check.isSkipped,
                failure: failure,
                same: first.map { words.text("page.trouble.same", ["first": $0]) }
            )
        }
        verified = diagnosis.lastVerified.map { words.text("doctor.verified", ["time": words.moment($0)]) }
        warnings = diagnosis.warnings.map { AdviceModel($0, words) }
    }
}

extension PageTemplate<TroubleModel> {
    static var trouble: Self { Self(name: "trouble") }
}

extension TroubleModel: ShownOnPage {
    var pageValue: PageValue { ["checks": .of(checks), "verified": .of(verified), "warnings": .of(warnings)] }
}

extension TroubleModel.Check: ShownOnPage {
    var pageValue: PageValue {
        ["name": .of(name), "how": .of(how), "isOff": .of(isOff), "failure": .of(failure), "same": .of(same)]
    }
}
