import DeviceCore
import Encodings
import Entries
import Primitives
import Vault

extension PageRoutes {
    /// Serves *Settings > Backup*: both accounts, when the backup was last opened, and what can be done with it.
    func addBackup() {
        get("/backup") { site, context in
            try site.backup(context)
        }
        get("/backup/merge") { site, context in
            let contents = try site.contents()
            guard contents?.deviceBound.backup == nil else { return .redirect(to: "/backup") }
            let model = BackupOnModel(merging: contents?.personalAccounts ?? [], context.words)
            return site.page(.backupOff, model, context)
        }
        post("/backup/on") { site, form, context in
            site.turningOn(form, context.words)
        }
        action("/backup/now") { device, form in
            _ = try device.backups.backUpNow(allowsFewer: form.isTicked("allowFewer"))
        }
        action("/backup/verify") { device, _ in _ = try device.backups.verify() }
        action("/backup/pause") { device, _ in _ = try device.backups.pause(true) }
        action("/backup/resume") { device, _ in _ = try device.backups.pause(false) }
        post("/backup/delete") { site, form, context in
            try site.guarded(nil, back: "/backup", context) { site, context in
                do {
                    let device = site.device.unlocking(with: SecretBytes(passphrase: form.typed("passphrase")))
                    let binding = try site.contents()?.deviceBound.backup
                    let until = try device.backups.delete()
                    site.deletedBackup.value = binding.map { DeletedBackup($0, until: until) }
                    return try site.backup(context)
                } catch  where !error.asksForEvidence {
                    let failure = FailureModel(Failure(explaining: error), context.words)
                    return try site.backup(context, failure: failure, status: .conflict)
                }
            }
        }
        get("/backup/versions") { site, context in
            let lines = try site.device.backups.versions().map { BackupVersionModel($0, context.words) }
            return site.page(.backupVersions, BackupVersionsModel(versions: lines), context)
        }
        get("/backup/versions/:id") { site, context in
            guard let number = UInt64(context.id) else { throw PageRefusal.badRequest }
            let preview = try site.device.backups.previewRestore(version: number, exactly: false)
            return site.page(.backupPreview, BackupPreviewModel(preview, context.words), context)
        }
        action("/backup/versions/:id/restore") { device, form in
            guard let number = UInt64(form["generation"]) else { throw PageRefusal.badRequest }
            _ = try device.backups.restore(version: number, exactly: false)
        }
    }

    /// Something that is done to the backup; its page shows what became of it.
    private func action(
        _ path: String,
        _ act: @escaping @Sendable (Device, PageForm) throws -> Void
    ) {
        post(path) { site, form, context in
            do {
                try act(site.device, form)
            } catch {
                let failure = FailureModel(Failure(explaining: error), context.words)
                return try site.backup(context, failure: failure, status: .conflict)
            }
            return .redirect(to: "/backup")
        }
    }
}

extension PageSite {
    /// The page of the backup as it is now.
    fileprivate func backup(
        _ context: PageContext,
        failure: FailureModel? = nil,
        status: PageStatus = .ok
    ) throws -> PageResponse {
        guard try contents()?.deviceBound.backup != nil else {
            var model = BackupOnModel(accounts: try contents()?.personalAccounts ?? [], context.words)
            model.failure = failure
            model.deleted = deleted.map { DeletedBackupModel($0, context.words) }
            return page(.backupOff, model, context, status: status)
        }
        // Advice: where the service does not answer, nothing is said.
        var met: (any Error)?
        var advice: [AdviceModel] = []
        do {
            let warning = try device.accounts.status(of: nil).whatIsMissing
            advice += warning.map { [AdviceModel($0, context.words)] } ?? []
        } catch {
            met = error
        }
        // The vault knows by now whether the account has put this device out.
        let contents = try contents()
        let state = try device.backups.status()
        var model = BackupModel(state, contents, hasPassphrase: try hasPassphrase(), context.words)
        model.failure = failure
        model.advice = advice
        let entry = try? device.entries.entry(named: model.accountID)
        model.removed = entry.flatMap { RemovedModel($0, context.words, after: met) }
        if let label = contents?.secondFactorOfStorage() {
            model.advice.append(AdviceModel(.init(name: "secondFactor", label: label), context.words))
        }
        return page(.backup, model, context, status: status)
    }

    /// The page that grows while the backup is turned on.
    fileprivate func turningOn(_ form: PageForm, _ words: Catalogue) -> PageResponse {
        let model = BackupOnModel(form, words)
        let title = words.text(model.moves ? "page.backup.move" : "page.backup.turnOn")
        return growingPage(title: title, back: model.moves ? "/backup" : "/settings", words) { site, tell in
            site.turnOn(by: form, showing: model, words, telling: tell)
        }
    }

    /// Turns the backup on, and asks what to do with one that is there already.
    fileprivate func turnOn(
        by form: PageForm,
        showing typed: BackupOnModel,
        _ words: Catalogue,
        telling tell: @escaping TellStep
    ) -> String {
        var model = typed
        var account = form["account"]
        do {
            // One step: what failed is told by the failure, not by a tick beside it.
            tell(words.text(model.moves ? "page.backup.moving" : "page.backup.turningOn"))
            let former = model.moves ? try contents()?.deviceBound.backup?.location : nil
            let makesFolder = form.isTicked("createFolder")
            if !form["personal"].isEmpty {
                // An account that is made stays, so that a storage which takes nothing comes first.
                let password = model.storage.password(form)
                let place = model.storage.location
                try self.device.backups.refuseStorage(at: place, password: password, makingFolder: makesFolder)
                let added = try add(model.personal, form).entry
                account = added.id
                let key = model.personal.isNew ? "page.backup.accountCreated" : "page.backup.accountAdded"
                model.doneAlready = words.text(key, ["account": added.wholeLabel])
            }
            let password = try Password(existing: SecretBytes(utf8: form.typed("password")))
            let device = self.device.unlocking(with: SecretBytes(passphrase: form.typed("passphrase")))
            let status = try device.backups.turnOn(
                storage: model.storage.location,
                storagePassword: model.storage.password(form),
                account: account.isEmpty ? nil : account,
                existing: ExistingBackup(rawValue: form["existing"]),
                makingFolder: makesFolder,
                startsNew: { throw $0 }
            ) { password }
            return backupDone(status, movedFrom: former, words)
        } catch  where error.asksForEvidence {
            let personal = account.isEmpty ? form["personal"] : ""
            let again = form.with(["personal": personal, "account": account])
            let chosen = account.isEmpty ? nil : account
            let pending = keep(chosen, back: "/backup", posting: again, to: "/backup/on")
            return evidenceForm(for: pending, words)
        } catch {
            var failure = model.storage.naming(told(error))
            if failure.code == .noStorageFolder { failure = failure.in(.canBeMade) }
            if let (label, agreed) = failure.agreement {
                // Nothing is typed again, and no account is created twice.
                let personal = account.isEmpty ? form["personal"] : ""
                let again = form.with(["personal": personal, "account": account].merging(agreed) { $1 })
                let chosen = account.isEmpty ? nil : account
                let pending = keep(chosen, back: "/backup", posting: again, to: "/backup/on")
                model.goOn = BackupOnModel.GoOn(act: pending.sealed, label: words.text(label))
            }
            if let contents = try? contents() {
                model.accounts = contents.personalAccounts.filter { !model.moves || $0.id == account }
                model.hasPassphrase = contents.deviceBound.backup != nil && (try? hasPassphrase()) == true
            }
            model.failure = FailureModel(failure, words, letter: form["letter"], of: model.personal.typed)
            model.asksWhatToDo = failure.asksWhatToDo
            return render(.backupForm, model, words)
        }
    }
}

extension Failure {
    /// Whether the account has a backup already, and a choice of what to do with it leads on.
    fileprivate var asksWhatToDo: Bool {
        code == .backupExists || situation == .turningOn
    }

    /// What helps once someone has agreed to it: the words of its button, and what the form says then; else nil.
    fileprivate var agreement: (label: String, form: [String: String])? {
        switch code {
        case .noStorageFolder: ("page.storage.create", ["createFolder": "on"])
        case .noBackupYet where situation == .merging:
            ("page.backup.startNew", ["merges": "", "existing": ""])
        default: nil
        }
    }
}

extension PageSite {
    /// The end of the page that has turned a backup on, or moved it, with what else keeps it from being lost.
    func backupDone(_ status: BackupStatus, movedFrom former: String? = nil, _ words: Catalogue) -> String {
        let account = try? device.accounts.status(of: nil)
        let count = status.entries ?? 0
        var model = BackupDoneModel(
            text: words.text(count, "backup.done", ["n": String(count)]),
            including: account.map { words.text("page.backup.including", ["account": $0.label]) }
        )
        if let former, let place = status.location, former != place {
            model = BackupDoneModel(movedFrom: former, to: place, words)
        }
        model.needsCode = account?.recoveryCode != .current
        if let contacts = try? device.contacts.list(of: nil) { model.needsContact = contacts.isEmpty }
        return render(.backupDone, model, words)
    }
}

extension VaultContents {
    /// The personal accounts, one of which can be the recovery account.
    fileprivate var personalAccounts: [BackupOnModel.Account] {
        listing.filter { $0.kind == Entry.Kind.personal.rawValue }.map {
            BackupOnModel.Account(id: $0.id, label: "\($0.wholeAccount) · \($0.issuer)")
        }
    }
}
