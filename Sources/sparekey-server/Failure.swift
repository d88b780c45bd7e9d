import AccountServer
import ArgumentParser
import Foundation
import QRCode
import SQLDatabase

/// What a failure says to people and to programs.
struct Failure: Error, Equatable {
    /// Stable and dotted.
    let code: String
    /// What happened.
    let message: String
    /// What to do about it.
    let remedy: String
    /// The exit status.
    let status: Int32

    /// Describes a failure.
    init(_ code: String, _ message: String, remedy: String, status: Int32) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.status = status
    }

    /// Describes an error; nil for those that the argument parser describes better.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as DataFolderError: self.init(error)
        case let error as ServerKeysError: self.init(error)
        case let error as SQLDatabaseError: self.init(error)
        case let error as ConfigurationError: self.init(error)
        case let error as ListenError: self.init(error)
        case let error as MessageError: self.init(error)
        case let error as MessageSettingsError: self.init(error)
        case let error as OrganizationError: self.init(error)
        case let error as MemberListError: self.init(error)
        case let error as RelyingPartyError: self.init(error)
        case let error as QRCodeWriterError: self.init(error)
        default: return nil
        }
    }

    /// Describes an error that nobody expected.
    init(unknown error: any Error) {
        self.init(
            "service.internal",
            "an unexpected failure (\(type(of: error)))",
            remedy: "try again; if it stays, report this line",
            status: ExitStatus.internalError
        )
    }

    /// Describes what the argument parser threw; nil where the parser itself says it better.
    init?(parsing error: any Error, asJSON: Bool) {
        switch SparekeyServer.exitCode(for: error) {
        case .validationFailure where asJSON:
            self.init(
                "usage.invalid",
                SparekeyServer.message(for: error),
                remedy: MistypedCommand().question ?? "see: sparekey-server --help",
                status: ExitStatus.usage
            )
        case .failure: self.init(unknown: error)
        default: return nil
        }
    }

    /// Writes the failure where it belongs.
    func report(asJSON: Bool) {
        if asJSON {
            let body = ["error": ["code": code, "message": message, "remedy": remedy]]
            try? Output.print(json: body)
        } else {
            Output.tell("sparekey-server: error: \(message)")
            Output.tell("hint: \(remedy)")
        }
    }
}

/// The exit statuses, those of sysexits.h.
enum ExitStatus {
    static let usage: Int32 = 64
    static let badData: Int32 = 65
    static let notFound: Int32 = 66
    static let unavailable: Int32 = 69
    static let internalError: Int32 = 70
    static let temporary: Int32 = 75
    static let refused: Int32 = 77
    static let configuration: Int32 = 78
}
