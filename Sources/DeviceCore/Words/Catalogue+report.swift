extension RestoreReport {
    /// The accounts that need more verification on this device.
    package var waiting: [Line] { entries.filter(\.state.needsVerification) }

    /// The accounts that are ready here, whose codes are accepted later.
    package var held: [Line] { entries.filter { $0.state == .ready && $0.codesCountFrom != nil } }

    /// The accounts that show codes which are accepted.
    package var ready: [Line] { entries.filter { $0.state == .ready && $0.codesCountFrom == nil } }

    /// Whether nothing is left to do.
    package var isFinished: Bool { restored == expected && waiting.isEmpty && held.isEmpty && !needsNewPassword }
}

extension Catalogue {
    /// The heading of a recovery's report: what is left to do and, after that alone, how many accounts are here.
    package func heading(of report: RestoreReport) -> [String] {
        let counts = ["restored": String(report.restored), "expected": String(report.expected)]
        guard let what = left(of: report) else { return [text(report.expected, "report", counts)] }
        return [text("report.unfinished", ["what": what]), text(report.expected, "report.here", counts)]
    }

    /// What is left to do after a recovery; nil where nothing is.
    package func left(of report: RestoreReport) -> String? {
        guard !report.isFinished else { return nil }
        let missing = report.expected - report.restored
        let left = [
            report.waiting.isEmpty ? nil : counted("report.left.waiting", report.waiting.count),
            report.needsNewPassword ? text("report.left.newPassword") : nil,
            report.held.isEmpty ? nil : counted("report.left.held", report.held.count),
            missing == 0 ? nil : counted("report.left.missing", missing),
        ]
        return left.compactMap { $0 }.joined(separator: text("report.left.and"))
    }

    private func counted(_ key: String, _ count: Int) -> String { text(count, key, ["n": String(count)]) }
}
