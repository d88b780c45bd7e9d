package import Foundation
package import Logging
import OPAQUE
package import QRCode

/// How the service runs.
package struct ServiceConfiguration: Sendable {
    /// The name of a service that nobody has given another one.
    package static let standardName = "Sparekey"
    /// How many characters a service's name may have.
    package static let nameLimit = 64
    /// What people read as its name, on its pages and as the sender of its mail.
    package var name = standardName
    /// The folder of the database and of the key file.
    package var dataFolder: String
    /// Where to listen.
    package var listen: ListenAddress
    /// The certificate chain and its key, PEM files; nil for plain HTTP.
    package var tls: TLSFiles?
    /// Whether a proxy stands before the service, does TLS, and names the client's address.
    package var isBehindProxy = false
    /// How long requests may take to arrive.
    var deadlines = RequestDeadline.Limits()
    /// Where people and applications reach the service; a service on loopback finds it out on its own.
    package var publicURL: PublicURL?
    /// The OPAQUE suites that a new record may have.
    package var acceptedSuites: Set<UInt16> = [
        OPAQUESuite.lowMemory.id, OPAQUESuite.standard.id, OPAQUESuite.highMemory.id,
    ]
    /// What carries messages to contacts; an account has no contacts of a kind that nothing carries messages to.
    package var messages = Messages()
    /// What makes the QR codes of members.
    package var qrCodes = QRCodeWriter()
    /// The clock.
    package var clock: @Sendable () -> Date = { Date() }
    /// Where the service writes its log.
    package var log = Logger(label: "sparekey-server")

    /// Starts from a folder and an address.
    package init(dataFolder: String, listen: ListenAddress = .standard) {
        self.dataFolder = dataFolder
        self.listen = listen
    }

    /// Throws unless the service may listen so: plain HTTP leaves the machine only through a proxy.
    package func validate() throws(ConfigurationError) {
        guard tls != nil || isBehindProxy || listen.isLoopback else { throw .plainHTTP }
    }

    /// Throws unless the files for TLS, if there are any, can be used.
    package func checkTLS() throws(ConfigurationError) {
        _ = try tls?.read()
    }

    /// Throws unless the certificate, if there is one, is valid now and for the public address; the date of its end where
    /// that is near.
    func checkCertificate(at now: Date) throws(ConfigurationError) -> Date? {
        guard let certificate = try tls?.read().certificate else { return nil }
        // Where a proxy stands before the service, the public address is the proxy's.
        let host = isBehindProxy ? nil : publicURL?.hostName
        return try certificate.check(at: now, for: host) ? certificate.notAfter : nil
    }
}

/// Says why the service cannot run as it is told to.
package enum ConfigurationError: Error, Equatable, Sendable {
    /// Plain HTTP would leave the machine: give a certificate, or say that a proxy does TLS.
    case plainHTTP
    /// The certificate or its key cannot be read.
    case invalidTLS
    /// The certificate is not valid any more since this date.
    case certificateExpired(Date)
    /// The certificate is not valid before this date.
    case certificateNotYetValid(Date)
    /// The certificate is not for this host, the one of the public address.
    case certificateOfOtherHost(String)
    /// The folder of the data cannot be made.
    case noDataFolder
}
