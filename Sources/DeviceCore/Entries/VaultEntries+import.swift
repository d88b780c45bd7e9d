import Entries
import Import
import OneTimePassword
import OutsideText
import Primitives
import Vault

extension VaultEntries {
    /// What importing these files would do; nothing is changed.
    package func preview(_ files: ImportedFiles) throws -> ImportReport {
        let entries = device.store.holdsVault ? try device.vault().contents().portable.entries : []
        return files.report(beside: entries, isAdded: false)
    }

    /// Adds what is new in these files, all in one change of the vault, and returns what became of each account.
    ///
    /// Nothing that is here is changed or replaced: an account whose name is here with another secret is added beside it.
    package func add(_ files: ImportedFiles) throws -> ImportReport {
        let now = device.now()
        return try device.vaultOrNew().update { contents in
            let report = files.report(beside: contents.portable.entries, isAdded: true)
            for (candidate, line) in zip(files.candidates, report.entries) where line.state != .present {
                _ = try contents.add(files.account(of: candidate), details: candidate.details.kept, at: now)
            }
            return report
        }
    }
}

extension ImportedFiles {
    /// The account as it is added: one without any name is called after the app that it comes from.
    fileprivate func account(of candidate: ImportCandidate) -> OTPAuthURI {
        let isNameless = candidate.issuer.isEmpty && candidate.account.isEmpty
        return OTPAuthURI(
            issuer: isNameless ? formats.first?.title ?? "" : candidate.issuer,
            account: candidate.account,
            secret: candidate.secret,
            parameters: candidate.parameters
        )
    }

    fileprivate func report(beside entries: [Entry], isAdded: Bool) -> ImportReport {
        var known = KnownAccounts(entries)
        var unkept = 0
        let lines = candidates.map { candidate in
            let account = account(of: candidate)
            let state: ImportReport.State =
                known.duplicate(of: account) != nil ? .present : known.hasName(of: account) ? .conflict : .new
            if state != .present {
                known.add(account, EntryID.random())
                unkept += candidate.details.unkept
            }
            return ImportReport.Line(
                issuer: account.issuer,
                account: account.account,
                parameters: account.parameters,
                state: state
            )
        }
        return ImportReport(
            formats: formats,
            entries: lines,
            leftOut: leftOut,
            added: isAdded ? lines.count { $0.state != .present } : 0,
            unkept: unkept
        )
    }
}

extension ImportCandidate {
    /// What is said of the account there, as far as it is within the bounds of what is kept here, and how many tags and
    /// notes are not.
    fileprivate var details: (kept: EntryDetails, unkept: Int) {
        var details = EntryDetails()
        var unkept = 0
        details.isFavourite = isFavourite
        for tag in tags {
            do throws(DetailsError) { try details.add(tag: tag.asTag) } catch { unkept += 1 }
        }
        do throws(DetailsError) { try details.setNote(note.composed) } catch { unkept += 1 }
        return (details, unkept)
    }
}
