import DeviceCore
import Encodings
import Entries
import Vault

extension PageRoutes {
    /// Serves the accounts, their codes, and what can be done with one of them.
    func addAccounts() {
        get("/") { site, context in
            let now = site.now()
            guard let contents = try site.contents(), contents.portable.entryCount > 0 else {
                let model = FirstModel(removed: site.removedLabel, departed: site.departed(context.words))
                return site.page(.first, model, context)
            }
            let words = site.words(contents, context)
            var model = AccountsModel(contents, at: now, words: words)
            model.asked = site.asked(words)
            model.notices = site.noticed(words)
            model.removed = site.removedLabel
            model.departed = site.departed(words)
            model.backupProblem = try site.device.backups.status().notice()?.problem(words)
            return site.page(.accounts, model, words)
        }
        script("/codes.json") { site, _ in
            let now = site.now()
            let contents = try site.contents()
            return CodesAnswer(
                time: now.milliseconds,
                codes: contents.map { Array(PageCode.all($0, at: now).values) } ?? []
            )
        }
        get("/accounts/:id") { site, context in
            try site.account(context.id, context)
        }
        post("/accounts/:id/next") { site, _, context in
            let id = context.id
            let code = try site.device.codes.code(of: id, next: false, at: nil)
            return try site.account(id, code: code.grouped, context)
        }
        post("/accounts/:id/rename") { site, form, context in
            let id = context.id
            _ = try site.device.entries.rename(id, issuer: form["issuer"], account: form["account"])
            return .redirect(to: "/accounts/\(id)")
        }
        post("/accounts/:id/move") { site, form, context in
            let id = context.id
            guard let position = Int(form["position"]) else { throw PageRefusal.badRequest }
            _ = try site.device.entries.move(id, to: position)
            // Whoever moves an account further presses again, where it stood.
            return .redirect(to: "/accounts/\(id)#place")
        }
        post("/accounts/:id/remove") { site, _, context in
            let removal = try site.device.entries.remove(context.id)
            site.removedEntry.value = removal.keepsake
            site.leftAccount.value = removal
            return .redirect(to: "/")
        }
        post("/accounts/put-back") { site, _, _ in
            // A second press finds nothing, and puts nothing back twice.
            guard let removed = site.takeRemoved() else { return .redirect(to: "/") }
            do {
                try site.device.entries.putBack(removed)
            } catch {
                site.removedEntry.value = removed
                throw error
            }
            return .redirect(to: "/")
        }
    }
}

extension PageSite {
    /// The page of one account, with a counter's code where one was asked for.
    fileprivate func account(_ id: String, code: String? = nil, _ context: PageContext) throws -> PageResponse {
        guard let contents = try contents() else { throw Failure(.vaultMissing) }
        let words = words(contents, context)
        return page(.account, try AccountModel(id, in: contents, at: now(), spent: code, words: words), words)
    }
}

/// One account, alone on its page.
struct AccountModel {
    let row: AccountRow
    /// A counter's code that was asked for.
    let spent: String?
    let issuer: String
    let account: String
    /// Its place from 1, and the places above and below; nil at the ends.
    let position: Int
    let above: Int?
    let below: Int?
    let count: Int
    /// Whether there are so many accounts that one place at a time is slow.
    let isSlowToMove: Bool
    /// Whether its QR code can be shown: the secret is the user's own.
    let canShowQR: Bool
    /// Whether a service holds it for the person: it can be read out and deleted there.
    let isPersonal: Bool
    /// What removing it means; why it cannot be removed, where the backup needs it.
    let removeText: String
    let canRemove: Bool
    let kind: String
    let details: String
}

extension AccountModel {
    init(_ id: String, in contents: VaultContents, at date: Instant, spent: String?, words: Catalogue) throws {
        guard let listing = contents.listing(at: date).first(where: { $0.id == id }) else {
            throw Failure(.noSuchEntry)
        }
        let isHidden = contents.portable.settings.hidesCodes
        row = AccountRow(listing, PageCode.all(contents, at: date)[id], isHidden: isHidden, words: words)
        self.spent = spent
        issuer = listing.issuer
        account = listing.account
        position = listing.position
        count = contents.portable.entryCount
        above = position > 1 ? position - 1 : nil
        below = position < count ? position + 1 : nil
        isSlowToMove = count > 2
        canShowQR = listing.kind == Entry.Kind.thirdParty.rawValue && row.code != nil
        isPersonal = listing.kind == Entry.Kind.personal.rawValue
        canRemove = contents.deviceBound.backup?.recoveryEntry.rawValue != id
        let removal = "page.account.removeText" + (listing.hasDevices ? ".\(listing.kind)" : "")
        removeText = canRemove ? words.text(removal) : words.sentence(for: Failure(.recoveryEntryInUse))
        kind = listing.state == .unreadable ? listing.kind : words.text("page.kind.\(listing.kind)")
        details = [
            row.note,
            listing.digits.map { words.text("page.account.digits", ["n": String($0)]) },
            listing.period.map { words.text("page.account.period", ["n": String($0)]) },
            listing.algorithm?.uppercased(),
        ].compactMap(\.self).joined(separator: " · ")
    }
}

/// What the page's script asks for when codes turn over.
struct CodesAnswer: ScriptAnswer {
    /// The server's time, milliseconds since 1970.
    let time: Int64
    let codes: [PageCode]

    func writeJSON(to json: inout JSONWriter) {
        json.object { json in
            json.member("time", time)
            json.name("codes")
            json.array { json in
                for code in codes {
                    json.element()
                    code.writeJSON(to: &json)
                }
            }
        }
    }
}

extension PageCode: ScriptAnswer {
    func writeJSON(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("text", text)
            json.member("next", next)
            json.member("until", until)
            json.member("period", period)
            json.name("isCounter")
            json.boolean(isCounter)
        }
    }
}
