import AccountServer
import ArgumentParser
import Foundation

/// Looks for what would keep the service from running.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Try the keys, the database, the disk, the certificate and the way to the mail server.",
        discussion: """
            Takes the settings that serve takes; the service may run meanwhile. Exits with 0 if everything works, and \
            otherwise with the status of the first failure. Nothing is changed but a mark in the database:
              sparekey-server doctor --data /var/lib/sparekey \\
                --listen 10.0.0.5:8700 --behind-proxy
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

        /// `standIn` is what serves in the place of something that is not set up.
        init(_ check: Diagnosis.Check, _ failure: Failure?, standIn: String? = nil) {
            self.check = check.rawValue
            code = failure?.code ?? "ok"
            message = failure?.message ?? standIn.map { "not set up: \($0)" } ?? "ok"
            remedy = failure?.remedy ?? ""
        }
    }

    /// Runs every check, then tells all findings.
    func run() async throws {
        var configuration = try listen.configuration(folder: common.folder)
        let settings = try messages.settings(for: configuration)
        configuration.messages = try settings.messages()
        let diagnosis = Diagnosis(configuration: configuration)
        var findings: [Finding] = []
        var status: Int32 = 0
        for check in Diagnosis.Check.allCases {
            do {
                let warning = try await diagnosis.run(check)
                let standIn = Self.standIn(check, configuration, settings)
                findings.append(Finding(check, warning.map(Failure.init), standIn: standIn))
            } catch {
                let failure = Failure(error) ?? Failure(unknown: error)
                status = status == 0 ? failure.status : status
                findings.append(Finding(check, failure))
                // Where there is no service, the rest would say the same again.
                if check == .folder { break }
            }
        }
        try tell(findings)
        guard status == 0 else { throw ExitCode(status) }
    }

    /// What serves in the place of a certificate or a mail server where none is set up; nil where one is.
    private static func standIn(
        _ check: Diagnosis.Check,
        _ configuration: ServiceConfiguration,
        _ messages: MessageSettings
    ) -> String? {
        switch check {
        case .certificate where configuration.tls == nil:
            configuration.isBehindProxy ? "the proxy has one" : "plain HTTP, on loopback only"
        case .mail where messages.mail == nil: messages.outbox.map { "files in \($0)" }
        default: nil
        }
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

extension Failure {
    /// Describes something that keeps the service from nothing today.
    init(_ warning: Diagnosis.Warning) {
        switch warning {
        case .certificateEnds(let date):
            self.init(
                "server.certificate-ends",
                "the certificate is valid until \(date.formatted(.iso8601)) only",
                remedy: "renew it, then send the service SIGHUP",
                status: 0
            )
        case .diskNearlyFull:
            self.init(
                "database.nearly-full",
                "there is little room left on the disk of the data folder",
                remedy: "make room: without any, nothing can be changed any more",
                status: 0
            )
        case .noMail:
            self.init(
                "mail.not-set-up",
                "nothing sends mail: codes and notices reach no e-mail address, and approvals cannot be turned on "
                    + "for accounts without a phone number",
                remedy: "give --mail and --mail-from",
                status: 0
            )
        }
    }
}
