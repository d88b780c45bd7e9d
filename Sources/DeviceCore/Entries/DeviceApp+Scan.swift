import Foundation
package import OneTimePassword
import Vault

/// What became of the QR codes of a picture.
package struct ScanReport: Encodable, Sendable {
    /// The accounts that were added.
    package fileprivate(set) var added: [EntryListing] = []
    /// The accounts that were here before.
    package fileprivate(set) var alreadyHere: [EntryListing] = []
    /// Why other codes were left out.
    package fileprivate(set) var leftOut: [Failure] = []
    /// What was odd about the accounts that were added.
    package fileprivate(set) var notices: [OTPAuthURI.Notice] = []

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(added, forKey: .added)
        try container.encode(alreadyHere, forKey: .alreadyHere)
        try container.encode(leftOut.map(\.code.rawValue), forKey: .leftOut)
    }

    private enum CodingKeys: String, CodingKey {
        case added, alreadyHere, leftOut
    }
}

extension DeviceApp {
    /// Adds the accounts among the texts of QR codes, all in one change of the vault.
    ///
    /// What is no account is left out. Throws why where there is no account at all, and where the only code is that of
    /// an account that is here already.
    package func add(scanned texts: [String], keepingBoth: Bool) async throws -> ScanReport {
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
        if texts.count == 1 {
            var report = ScanReport()
            report.added = [try await add(accounts[0], keepingBoth: keepingBoth)]
            report.notices = accounts[0].notices
            return report
        }
        return try await add(all: accounts, keepingBoth: keepingBoth, leavingOut: leftOut)
    }

    private func add(
        all accounts: [OTPAuthURI],
        keepingBoth: Bool,
        leavingOut leftOut: [Failure]
    ) async throws -> ScanReport {
        let now = now()
        return try await vaultOrNew().update { contents in
            var report = ScanReport()
            report.leftOut = leftOut
            for account in accounts {
                if !keepingBoth, let same = contents.duplicate(of: account) {
                    report.alreadyHere.append(try contents.listing(of: same.id))
                    continue
                }
                do throws(Failure) {
                    report.added.append(try contents.add(account, keepingBoth: true, at: now))
                    report.notices += account.notices
                } catch {
                    report.leftOut.append(error)
                }
            }
            return report
        }
    }
}
