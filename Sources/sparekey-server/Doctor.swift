import AccountServer
import ArgumentParser
import Foundation

/// Looks for what would keep the service from running.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the keys, the database and the settings.",
        discussion: """
            Changes nothing. Exits with 0 if the service would start, and otherwise with the status of the first \
            failure:
              sparekey-server doctor --data /var/lib/sparekey --listen 10.0.0.5:8700 --behind-proxy
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var listen: ListenOptions
    @OptionGroup var messages: MessageOptions

    private struct Finding: Encodable {
        let check: String
        let code: String
        let message: String
        let remedy: String
    }

    /// Runs every check, then tells all findings.
    func run() async throws {
        let configuration = try listen.configuration(folder: common.folder)
        _ = try messages.settings(for: configuration).messages()
        let diagnosis = Diagnosis(configuration: configuration)
        var findings: [Finding] = []
        var status: Int32 = 0
        for check in Diagnosis.Check.allCases {
            do {
                try await diagnosis.run(check)
                findings.append(Finding(check: check.rawValue, code: "ok", message: "ok", remedy: ""))
            } catch {
                let failure = Failure(error) ?? Failure(unknown: error)
                status = status == 0 ? failure.status : status
                findings.append(
                    Finding(
                        check: check.rawValue,
                        code: failure.code,
                        message: failure.message,
                        remedy: failure.remedy
                    )
                )
            }
        }
        try tell(findings)
        guard status == 0 else { throw ExitCode(status) }
    }

    private func tell(_ findings: [Finding]) throws {
        guard !common.json else { return try Output.print(json: ["checks": findings]) }
        for finding in findings {
            Output.print("\(finding.check): \(finding.message)")
            if !finding.remedy.isEmpty {
                Output.print("  hint: \(finding.remedy)")
            }
        }
    }
}
