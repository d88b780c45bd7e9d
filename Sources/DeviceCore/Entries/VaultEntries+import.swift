import Entries
import Import
import OneTimePassword
import Primitives
import Vault

extension VaultEntries {
    /// What importing these files would do; nothing is changed.
    package func preview(_ files: ImportedFiles) throws -> ImportReport {
        let entries = device.store.holdsVault ? try device.vault().contents().portable.entries : []
        return files.report(beside: entries, added: 0)
    }

    /// Adds what is new in these files, all in one change of the vault, and returns what became of each account.
    ///
    /// Nothing that is here is changed or replaced: an account whose name is here with another secret is added beside it.
    package func add(_ files: ImportedFiles) throws -> ImportReport {
        let now = device.now()
        return try device.vaultOrNew().update { contents in
            let report = files.report(beside: contents.portable.entries)
            for (account, line) in zip(files.named, report.entries) where line.state != .present {
                _ = try contents.add(account, at: now)
            }
            return report
        }
    }
}

extension ImportedFiles {
    /// The accounts as they are added: one without any name is called after the app that it comes from.
    fileprivate var named: [OTPAuthURI] {
        candidates.map { candidate in
            let isNameless = candidate.issuer.isEmpty && candidate.account.isEmpty
            return OTPAuthURI(
                issuer: isNameless ? formats.first?.title ?? "" : candidate.issuer,
                account: candidate.account,
                secret: candidate.secret,
                parameters: candidate.parameters
            )
        }
    }

    fileprivate func report(beside entries: [Entry], added: Int? = nil) -> ImportReport {
        var known = KnownAccounts(entries)
        let lines = named.map { account in
            let state: ImportReport.State =
                known.duplicate(of: account) != nil ? .present : known.hasName(of: account) ? .conflict : .new
            if state != .present { known.add(account, EntryID.random()) }
            return ImportReport.Line(
                issuer: account.issuer,
                account: account.account,
                parameters: account.parameters,
                state: state
            )
        }
        let unkept = candidates.reduce(0) { count, candidate in
            count + candidate.tags.count + (candidate.note.isEmpty ? 0 : 1) + (candidate.isFavourite ? 1 : 0)
        }
        return ImportReport(
            formats: formats,
            entries: lines,
            leftOut: leftOut,
            added: added ?? lines.count { $0.state != .present },
            unkept: unkept
        )
    }
}
