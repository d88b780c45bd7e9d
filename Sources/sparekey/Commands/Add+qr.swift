import DeviceCore
import OneTimePassword

extension Add {
    /// Adds the accounts of a picture.
    func addPicture(_ path: String, in session: CommandSession) async throws {
        let texts = try await session.texts(inPicture: path)
        let report: ScanReport
        do {
            report = try await session.app.add(scanned: texts, keepingBoth: keepBoth)
        } catch let failure as Failure where failure.code == .duplicateEntry {
            // Only the code of a single account fails so.
            let label = (try? OTPAuthURI(scanned: texts[0]))?.label ?? ""
            guard try agreesToKeepBoth(failure, label: label, in: session) else { return }
            report = try await session.app.add(scanned: texts, keepingBoth: true)
        }
        tell(report.notices, in: session)
        if common.json {
            Terminal.printJSON(report)
        } else {
            Terminal.print(lines(report, session.terminal.words).joined(separator: "\n"))
            for failure in report.leftOut {
                let words = session.terminal.words.words(for: failure)
                session.terminal.say("scan.leftOut", ["message": words.message, "remedy": words.remedy])
            }
        }
        await session.backUp(afterChange: !report.added.isEmpty)
    }

    private func lines(_ report: ScanReport, _ words: Catalogue) -> [String] {
        func line(_ key: String, _ listing: EntryListing) -> String {
            words.text(key, ["position": String(listing.position), "label": listing.label])
        }
        let count = report.added.count
        return report.added.map { line("scan.added", $0) } + report.alreadyHere.map { line("scan.alreadyHere", $0) }
            + (report.added.count + report.alreadyHere.count > 1
                ? [words.text(count, "scan.total", ["n": String(count)])] : [])
    }
}

extension OTPAuthURI {
    /// What a person calls the account.
    var label: String {
        [issuer, account].filter { !$0.isEmpty }.joined(separator: ":")
    }
}
