import Encodings
package import Entries
package import OneTimePassword
import Primitives
import Vault

/// What became of the QR codes of a picture, or of the lines of a list.
package struct ScanReport: Encodable, Sendable {
    /// The accounts that were added.
    package fileprivate(set) var added: [EntryListing] = []
    /// The accounts that were here before.
    package fileprivate(set) var alreadyHere: [EntryListing] = []
    /// Why others were left out.
    package fileprivate(set) var leftOut: [Failure] = []
    /// What was odd about the accounts that were added.
    package fileprivate(set) var notices: [OTPAuthURI.Notice] = []

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(added, forKey: .added)
        try container.encode(alreadyHere, forKey: .alreadyHere)
        try container.encode(leftOut.map(\.code.rawValue), forKey: .leftOut)
        let lines = leftOut.compactMap(\.line)
        if !lines.isEmpty { try container.encode(lines, forKey: .leftOutLines) }
    }

    private enum CodingKeys: String, CodingKey {
        case added, alreadyHere, leftOut, leftOutLines
    }
}

extension VaultEntries {
    /// Adds the accounts among the texts of QR codes, all in one change of the vault.
    ///
    /// What is no account is left out. Throws why where there is no account at all, and where the only code is that of
    /// an account that is here already. `names` are for a single account.
    package func add(
        scanned texts: [String],
        keepingBoth: Bool,
        names: GivenNames = .none
    ) throws -> ScanReport {
        guard !texts.isEmpty else { throw Failure(.noQRCode) }
        var leftOut: [Failure] = []
        var accounts: [OTPAuthURI] = []
        for text in texts {
            do throws(Failure) {
                accounts.append(try OTPAuthURI(scanned: text))
            } catch {
                leftOut.append(error)
            }
        }
        guard !accounts.isEmpty else {
            // A broken account tells more than the address of a shop beside it.
            throw leftOut.first { $0.code != .notAnAccountCode } ?? leftOut[0]
        }
        if accounts.count == 1 { accounts[0] = names.naming(accounts[0]) }
        guard names.isEmpty || accounts.count == 1 else {
            throw Failure(.namesForSeveral, ["n": .number(accounts.count)])
        }
        if texts.count == 1 {
            var report = ScanReport()
            report.added = [try add(accounts[0], keepingBoth: keepingBoth)]
            report.notices = accounts[0].notices
            return report
        }
        return try add(all: accounts.map { ($0, nil) }, keepingBoth: keepingBoth, leavingOut: leftOut)
    }

    /// Adds the accounts of a list of addresses, all in one change of the vault.
    ///
    /// A line that is no account is left out and named by its number; nothing of it gets into another account.
    package func add(_ list: AddressList, keepingBoth: Bool) throws -> ScanReport {
        var leftOut: [Failure] = []
        var accounts: [(uri: OTPAuthURI, line: Int?)] = []
        for line in list.lines {
            do throws(Failure) {
                accounts.append((try OTPAuthURI(line), line.number))
            } catch {
                leftOut.append(error)
            }
        }
        guard !accounts.isEmpty else {
            var report = ScanReport()
            report.leftOut = leftOut
            return report
        }
        return try add(all: accounts, keepingBoth: keepingBoth, leavingOut: leftOut)
    }

    private func add(
        all accounts: [(uri: OTPAuthURI, line: Int?)],
        keepingBoth: Bool,
        leavingOut leftOut: [Failure]
    ) throws -> ScanReport {
        let now = device.now()
        return try device.vaultOrNew().update { contents in
            var report = ScanReport()
            report.leftOut = leftOut
            var known = KnownAccounts(contents.portable.entries)
            var (added, alreadyHere): ([EntryID], [EntryID]) = ([], [])
            for (account, line) in accounts {
                if !keepingBoth, let same = known.duplicate(of: account) {
                    alreadyHere.append(same)
                    continue
                }
                do throws(Failure) {
                    let id = try contents.add(account, at: now)
                    known.add(account, id)
                    added.append(id)
                    report.notices += account.notices
                } catch {
                    report.leftOut.append(line.map { error.inLine($0) } ?? error)
                }
            }
            // The list is made once: what one line says depends on all others.
            let lines = Dictionary(contents.listing.map { ($0.id, $0) }) { first, _ in first }
            report.added = added.compactMap { lines[$0.rawValue] }
            report.alreadyHere = alreadyHere.compactMap { lines[$0.rawValue] }
            report.leftOut.sort { ($0.line ?? 0) < ($1.line ?? 0) }
            return report
        }
    }
}
