import AccountAPI
import DeviceCore
import Hummingbird
import Primitives

extension PageRoutes {
    /// Serves recovery: both accounts on one page, then the steps, then the report.
    func addRecovery() {
        get("/recover") { [site] _, context in
            var model = RecoveryFormModel()
            // What would be refused in the end is not asked for first.
            if let present = try await site.app.entriesPresent() {
                model = model.failing(present, context.words)
                model.isRefused = true
            }
            return site.page(.recover, model, context)
        }
        post("/recover") { [site] form, context in
            let model = RecoveryFormModel(form)
            let words = context.words
            return site.growingPage(title: words.text("page.recover.progress"), words) { tell in
                do {
                    let report = try await site.recover(form, model, words, tell)
                    var model = ReportModel(report, words)
                    model.confirmation = await site.confirmation(of: nil, isRecovering: true, words)
                    if report.needsNewPassword { model.newPassword = await site.newPassword(words) }
                    if let standing = try? await site.app.accountStanding(of: nil), !standing.isSettled {
                        model.isNew = true
                        model.dates = standing.dates(words)
                    }
                    model.advice = await site.advice(after: report, words)
                    return PageTemplate.report.render(model, words: words)
                } catch {
                    let failing = model.failing(Failure(explaining: error), words)
                    return PageTemplate.recoverForm.render(failing, words: words)
                }
            }
        }
    }
}

extension PageSite {
    /// What is left to do after a recovery: the lost device goes, and a recovery code is made where there is none.
    fileprivate func advice(after report: RestoreReport, _ words: Catalogue) async -> [AdviceModel] {
        var advice = [AdviceModel(ofLostDevice: words)]
        if !report.needsNewPassword, let warning = try? await app.accountStatus(of: nil).whatIsMissing {
            advice.append(AdviceModel(warning, words))
        }
        return advice
    }

    fileprivate func recover(
        _ form: PageForm,
        _ model: RecoveryFormModel,
        _ words: Catalogue,
        _ tell: @escaping TellStep
    ) async throws -> RestoreReport {
        guard let location = model.storage.location else { throw Failure(.noStorageAccount).in(.recovering) }
        let request = RecoveryRequest(
            username: model.username,
            service: try ServiceAddress(model.service),
            storage: location,
            storagePassword: model.storage.password(form),
            version: UInt64(form["version"])
        )
        let report = try await app.typing(form.letterCode()).recover(request) { () throws -> RecoverySecret in
            let typed = SecretBytes(utf8: form.typed("password"))
            if model.isCode { return .recoveryCode(try RecoveryCode(typed: typed)) }
            return .password(try Password(existing: typed))
        } progress: { step in
            switch step {
            case .lookingIntoStorage: tell(words.text("progress.looking"))
            case .signingIn: tell(words.text("progress.signingIn"))
            case .opening(let generation): tell(words.text("progress.opening", ["generation": String(generation)]))
            }
        }
        return report
    }
}

/// What was typed on the page of recovery; passwords are not kept, the code of a letter is until it has served.
struct RecoveryFormModel: Sendable {
    let username: String
    let service: String
    let isCode: Bool
    let letter: String
    let storage: StorageForm
    var failure: FailureModel?
    /// Whether accounts are here already, so that nothing is asked for.
    var isRefused = false
    /// An older backup that could be recovered in place of the newest.
    var older: Older?

    /// A backup by its number.
    struct Older: Sendable {
        let version: UInt64
        let label: String
    }

    init() {
        (username, service, isCode, letter, storage) = ("", "", false, "", .holdingBackup())
    }

    init(_ form: PageForm) {
        username = form["username"]
        service = form["service"]
        isCode = form["secretKind"] == "code"
        letter = form["letter"]
        storage = StorageForm(form)
    }

    func failing(_ failure: Failure, _ words: Catalogue) -> RecoveryFormModel {
        var model = self
        model.failure = FailureModel(failure, words, letter: letter)
        model.older = failure.otherBackup.map { version in
            Older(version: version, label: words.text("page.recover.instead", ["n": String(version)]))
        }
        return model
    }
}

/// What came back.
struct ReportModel {
    let summary: String
    /// How many accounts are here, where the summary says what is left to do.
    let count: String?
    /// Whether nothing is left to do.
    let isFinished: Bool
    let ready: [Line]
    /// Those that are here, whose codes are accepted later.
    let held: [Line]
    let waiting: [Line]
    /// Those that only a newer version of the app can read.
    let unreadable: [Line]
    let hasReady: Bool
    let hasHeld: Bool
    let hasWaiting: Bool
    let hasUnreadable: Bool
    /// Set after a recovery code: a new password and a new code take its place.
    var newPassword: NewPasswordModel?
    /// Whether this device is new to the account, and the days that follow from it.
    var isNew = false
    var dates: [String] = []
    /// What is left to do.
    var advice: [AdviceModel] = []
    /// The form that confirms a new device; nil where there is nothing to confirm.
    var confirmation: EvidenceModel?
    /// Set where this device's clock is off by half a step or more.
    let clock: String?
    /// Set where a newer backup was passed over.
    let passedOver: String?

    struct Line {
        let issuer: String
        let account: String
        let avatar: AvatarModel
        let action: String
        let address: String
        /// From when on its codes are accepted; nil where they are.
        let held: String?
    }

    init(_ report: RestoreReport, _ words: Catalogue) {
        let heading = words.heading(of: report)
        summary = heading[0]
        count = heading.dropFirst().first
        isFinished = report.isFinished
        func lines(_ entries: [RestoreReport.Line]) -> [Line] {
            entries.map { entry in
                Line(
                    issuer: entry.issuer.isEmpty ? entry.label : entry.issuer,
                    account: entry.issuer.isEmpty ? "" : entry.wholeAccount,
                    avatar: AvatarModel(of: entry.issuer.isEmpty ? entry.label : entry.issuer),
                    action: words.text(entry.verificationKey),
                    address: "/accounts/\(entry.id)/\(entry.state == .needsQRCode ? "scan" : "sign-in")",
                    held: entry.codesCountFrom.map { words.text("page.accounts.codesHeld", ["date": words.day($0)]) }
                )
            }
        }
        ready = lines(report.ready)
        held = lines(report.held)
        waiting = lines(report.waiting)
        unreadable = lines(report.entries.filter { $0.state == .unreadable })
        hasReady = !ready.isEmpty
        hasHeld = !held.isEmpty
        hasWaiting = !waiting.isEmpty
        hasUnreadable = !unreadable.isEmpty
        clock = words.clock(report.clockOffset)
        passedOver = report.passedOver.map { words.text("report.passedOver", ["number": String($0)]) }
    }
}
