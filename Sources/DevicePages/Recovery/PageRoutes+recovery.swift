import AccountAPI
import DeviceCore
import Entries
import Primitives
import Vault

extension PageRoutes {
    /// Serves recovery: both accounts on one page, then the steps, then the report.
    func addRecovery() {
        get("/recover") { site, context in
            var model = RecoveryFormModel(context.words)
            // What would be refused in the end is not asked for first.
            model.present = try site.contents().flatMap { RecoveryFormModel.Present($0, context.words) }
            return site.page(.recover, model, context)
        }
        post("/recover") { site, form, context in
            let words = context.words
            let model = RecoveryFormModel(form, words)
            return site.growingPage(title: words.text("page.recover.progress"), words) { site, tell in
                do {
                    let report = try site.recover(form, model, words, tell)
                    return site.render(.report, site.reported(report, words), words)
                } catch {
                    let failing = model.failing(site.told(error), words)
                    return site.render(.recoverForm, failing, words)
                }
            }
        }
    }
}

extension PageSite {
    /// What came back, with one step that stands before all others: this device is confirmed.
    fileprivate func reported(_ report: RestoreReport, _ words: Catalogue) -> ReportModel {
        var model = ReportModel(report, words)
        if report.needsNewPassword { model.newPassword = newPassword(words) }
        if let form = confirmation(of: nil, isRecovering: true, words) {
            model.confirm(form, as: try? device.accounts.status(of: nil).label, words)
        } else if let standing = try? device.evidence.standing(of: nil), !standing.isSettled {
            model.isNew = true
            model.dates = standing.dates(words)
        }
        model.advice = advice(after: report, words)
        return model
    }

    /// What is left to do after a recovery: the lost device goes, and a recovery code is made where there is none.
    fileprivate func advice(after report: RestoreReport, _ words: Catalogue) -> [AdviceModel] {
        var advice = [AdviceModel(ofLostDevice: words)]
        if !report.needsNewPassword, let warning = try? device.accounts.status(of: nil).whatIsMissing {
            advice.append(AdviceModel(warning, words))
        }
        // None of them is the page's own next step.
        for index in advice.indices { advice[index].isPlain = true }
        return advice
    }

    fileprivate func recover(
        _ form: PageForm,
        _ model: RecoveryFormModel,
        _ words: Catalogue,
        _ tell: @escaping TellStep
    ) throws -> RestoreReport {
        guard let location = model.storage.location else { throw Failure(.noStorageAccount).in(.recovering) }
        let request = RecoveryRequest(
            username: model.username,
            service: try ServiceAddress(model.service),
            storage: location,
            storagePassword: model.storage.password(form),
            version: UInt64(form["version"])
        )
        let report = try device.typing(form.letterCode()).recovery.recover(request) { () throws -> RecoverySecret in
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
    /// What is said where accounts are here already, so that nothing is asked for; nil where none are.
    var present: Present?
    /// An older backup that could be recovered in place of the newest.
    var older: Older?

    /// A backup by its number.
    struct Older: Sendable {
        let version: UInt64
        let label: String
    }

    /// That accounts are here already, and where they are put together with those of a backup: nothing has failed.
    struct Present: Sendable {
        let text: String
        let address: String
        let label: String
    }

    /// The same form after a failure, with the older backup that could be recovered instead.
    func failing(_ failure: Failure, _ words: Catalogue) -> RecoveryFormModel {
        var model = self
        let account = LetterAccount.typed(service: service, username: username)
        model.failure = FailureModel(storage.naming(failure), words, letter: letter, of: account)
        model.older = failure.otherBackup.map { version in
            Older(version: version, label: words.text("page.recover.instead", ["n": String(version)]))
        }
        return model
    }
}

extension RecoveryFormModel {
    init(_ words: Catalogue) {
        (username, service, isCode, letter, storage) = ("", "", false, "", .holdingBackup(words))
    }

    init(_ form: PageForm, _ words: Catalogue) {
        username = form["username"]
        service = form["service"]
        isCode = form["secretKind"] == "code"
        letter = form["letter"]
        storage = StorageForm(form, words)
    }
}

extension RecoveryFormModel.Present {
    /// Nil where there are none.
    init?(_ contents: VaultContents, _ words: Catalogue) {
        let count = contents.portable.entryCount
        guard count > 0 else { return nil }
        let isBackedUp = contents.deviceBound.backup != nil
        let key = "page.recover.present" + (isBackedUp ? ".backedUp" : "")
        text = words.text(count, key, ["n": String(count)])
        address = isBackedUp ? "/backup" : "/backup/merge"
        label = words.text(isBackedUp ? "page.backup.title" : "page.settings.merge")
    }
}
