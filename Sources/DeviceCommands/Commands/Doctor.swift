import ArgumentParser
import DeviceCore

/// The command `sparekey doctor`.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: HelpText.of("Doctor.abstract"),
        discussion: HelpText.of("Doctor.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Flag(help: HelpText.of("Doctor.restorePrevious")) var restorePrevious = false

    func run() throws {
        let session = common.session()
        if restorePrevious {
            try session.device.doctor.restorePreviousVault()
            session.terminal.result(Done(), text: session.terminal.words.text("doctor.restored"))
            return
        }
        let diagnosis = session.device.doctor.diagnose()
        session.saysItselfOfBackup()
        session.saysItselfOfRemoval()
        session.terminal.result(diagnosis, text: text(diagnosis, session.terminal.words))
        if let failure = diagnosis.firstFailure { throw ExitCode(failure.exitStatus) }
    }

    private func text(_ diagnosis: Diagnosis, _ words: DeviceCore.Catalogue) -> String {
        let parts = [steps(diagnosis, words), backup(diagnosis, words), warnings(diagnosis, words)]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private func steps(_ diagnosis: Diagnosis, _ words: DeviceCore.Catalogue) -> [String] {
        var told: [String: String] = [:]
        return diagnosis.checks.map { check in
            let name = words.name(of: check)
            guard let failure = check.failure else {
                return check.isSkipped
                    ? words.text("doctor.skipped", ["name": name])
                    : words.text(
                        "doctor.passed",
                        ["name": name, "how": words.text("doctor.\(check.name.rawValue).ok")]
                    )
            }
            let (message, remedy) = words.words(for: failure)
            if let first = told[message + remedy] {
                return words.text("doctor.failed.same", ["name": name, "first": first])
            }
            told[message + remedy] = name
            let values = ["name": name, "message": message, "remedy": remedy, "code": failure.code.rawValue]
            return words.text("doctor.failed", values)
        }
    }

    private func backup(_ diagnosis: Diagnosis, _ words: DeviceCore.Catalogue) -> [String] {
        guard let status = diagnosis.backup else { return [] }
        guard status.location != nil else { return [words.backupOff(status)] }
        let verified = diagnosis.lastVerified.map { words.text("doctor.verified", ["time": words.moment($0)]) }
        var lines = [verified ?? words.text("doctor.neverVerified")]
        if let notice = status.notice() {
            let told = diagnosis.checks.compactMap { $0.failure?.code }
            lines.append(words.text(notice, isTold: notice.isOf(told)))
        }
        return lines
    }

    private func warnings(_ diagnosis: Diagnosis, _ words: DeviceCore.Catalogue) -> [String] {
        diagnosis.warnings.map { "! " + words.text($0) }
    }
}
