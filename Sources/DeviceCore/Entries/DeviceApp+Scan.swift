import Entries
package import OneTimePassword
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

extension DeviceApp {
    /// Adds the accounts among the texts of QR codes, all in one change of the vault.
    ///
    /// What is no account is left out. Throws why where there is no account at all, and where the only code is that of
    /// an account that is here already. `names` are for a single account.
    package func add(
        scanned texts: [String],
        keepingBoth: Bool,
        names: GivenNames = .none
    ) async throws -> ScanReport {
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
            throw Failure(.namesForSeveral, ["n": String(accounts.count)])
        }
        if texts.count == 1 {
            var report = ScanReport()
            report.added = [try await add(accounts[0], keepingBoth: keepingBoth)]
            report.notices = accounts[0].notices
            return report
        }
        return try await add(all: accounts.map { ($0, nil) }, keepingBoth: keepingBoth, leavingOut: leftOut)
    }

    /// Adds the accounts of a list of addresses, all in one change of the vault.
    ///
    /// A line that is no account is left out and named by its number; nothing of it gets into another account.
    package func add(_ list: AddressList, keepingBoth: Bool) async throws -> ScanReport {
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
        return try await add(all: accounts, keepingBoth: keepingBoth, leavingOut: leftOut)
    }

    private func add(
        all accounts: [(uri: OTPAuthURI, line: Int?)],
        keepingBoth: Bool,
        leavingOut leftOut: [Failure]
    ) async throws -> ScanReport {
        let now = now()
        return try await vaultOrNew().update { contents in
            var report = ScanReport()
            report.leftOut = leftOut
            for (account, line) in accounts {
                if !keepingBoth, let same = contents.duplicate(of: account) {
                    report.alreadyHere.append(try contents.listing(of: same.id))
                    continue
                }
                do throws(Failure) {
                    report.added.append(try contents.add(account, keepingBoth: true, at: now))
                    report.notices += account.notices
                } catch {
                    report.leftOut.append(line.map { error.inLine($0) } ?? error)
                }
            }
            report.leftOut.sort { ($0.line ?? 0) < ($1.line ?? 0) }
            return report
        }
    }
}
