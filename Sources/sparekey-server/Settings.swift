import AccountServer
import ArgumentParser
import Foundation
import LocalFiles
import Logging

/// The options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .customLong("data"), help: "The folder of the database and the keys (SPAREKEY_DATA).")
    var dataFolder: String?

    @Flag(help: "Write JSON to standard output.")
    var json = false

    /// The folder: the option, the variable, or one in the user's data folder.
    var folder: String {
        if let folder = dataFolder ?? Variables.text("SPAREKEY_DATA") { return folder }
        let data = UserFolders().data
        return "\(data)/sparekey-server"
    }
}

/// The options of listening.
struct ListenOptions: ParsableArguments {
    @Option(help: "Host and port, 127.0.0.1:8700 by default; port 0 takes a free one (SPAREKEY_LISTEN).")
    var listen: String?

    @Option(help: ArgumentHelp("The certificate chain, a PEM file (SPAREKEY_TLS_CERTIFICATE).", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's private key, a PEM file (SPAREKEY_TLS_KEY).", valueName: "file"))
    var tlsKey: String?

    @Flag(
        help: """
            A proxy does TLS and adds the client's address as the last entry of X-Forwarded-For \
            (SPAREKEY_BEHIND_PROXY=1).
            """
    )
    var behindProxy = false

    @Option(
        help: ArgumentHelp(
            "What the log holds: info, with a line a request, warning or error (SPAREKEY_LOG_LEVEL).",
            valueName: "level"
        )
    )
    var logLevel: LogLevel?

    @OptionGroup var naming: ServiceNameOption
    @OptionGroup var address: PublicURLOptions

    /// The configuration that the options, and the variables behind them, make.
    func configuration(folder: String) throws -> ServiceConfiguration {
        var configuration = ServiceConfiguration(dataFolder: folder)
        if let text = listen ?? Variables.text("SPAREKEY_LISTEN") {
            guard let address = ListenAddress(text) else {
                throw ValidationError("'\(text)' is no address to listen on; write it as 127.0.0.1:8700.")
            }
            configuration.listen = address
        }
        let certificate = tlsCertificate ?? Variables.text("SPAREKEY_TLS_CERTIFICATE")
        let key = tlsKey ?? Variables.text("SPAREKEY_TLS_KEY")
        switch (certificate, key) {
        case (let certificate?, let key?): configuration.tls = TLSFiles(certificate: certificate, key: key)
        case (nil, nil): break
        default: throw ValidationError("--tls-certificate and --tls-key go together.")
        }
        configuration.isBehindProxy =
            behindProxy || ["1", "true", "yes"].contains(Variables.text("SPAREKEY_BEHIND_PROXY"))
        configuration.name = try naming.configured()
        configuration.publicURL = try address.configured()
        configuration.log = Logger(label: "sparekey-server") { StreamLogHandler.standardError(label: $0) }
        configuration.log.logLevel = try level().loggerLevel
        return configuration
    }

    private func level() throws -> LogLevel {
        if let logLevel { return logLevel }
        guard let text = Variables.text("SPAREKEY_LOG_LEVEL") else { return .info }
        guard let level = LogLevel(rawValue: text) else {
            throw ValidationError("SPAREKEY_LOG_LEVEL is info, warning or error.")
        }
        return level
    }
}

/// What the log holds.
enum LogLevel: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Everything, with a line a request.
    case info
    /// What went wrong, and what may.
    case warning
    /// What went wrong.
    case error

    /// The same for the logger.
    var loggerLevel: Logger.Level {
        switch self {
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}

/// The environment.
enum Variables {
    /// The value of a variable; nil if it is not set, or empty.
    static func text(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
        return value
    }
}
