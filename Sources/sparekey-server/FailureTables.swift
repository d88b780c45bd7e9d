import AccountServer
import Foundation
import SQLDatabase

extension Failure {
    /// Describes a failure of this kind.
    init(_ error: ServerKeysError) {
        switch error {
        case .readableByOthers:
            self.init(
                "keys.readable-by-others",
                "others than the owner may read keys.json",
                remedy: "run: chmod 600 keys.json",
                status: ExitStatus.configuration
            )
        case .damaged:
            self.init(
                "keys.damaged",
                "keys.json is damaged",
                remedy: "put a copy of the keys.json that belongs to this database in its place",
                status: ExitStatus.badData
            )
        case .unknownVersion(let version):
            self.init(
                "keys.unknown-version",
                "keys.json has version \(version), which this program does not know",
                remedy: "install a newer sparekey-server",
                status: ExitStatus.configuration
            )
        case .cannotAccess:
            self.init(
                "keys.inaccessible",
                "keys.json cannot be read or made",
                remedy: "run the command as the user who owns the folder, or as root; check that the disk is not full",
                status: ExitStatus.configuration
            )
        case .otherDatabase:
            self.init(
                "keys.other-database",
                "keys.json does not belong to this database",
                remedy: "put the keys.json and the database together that were made together",
                status: ExitStatus.configuration
            )
        }
    }

    /// Describes a failure of this kind.
    init(_ error: SQLDatabaseError) {
        switch error {
        case .cannotOpen:
            self.init(
                "database.inaccessible",
                "the database cannot be opened",
                remedy: "run the command as the user who owns the folder, or as root; check that the disk is not full",
                status: ExitStatus.configuration
            )
        case .damaged:
            self.init(
                "database.damaged",
                "the database is damaged",
                remedy: "stop the service and put a copy of sparekey.sqlite in its place",
                status: ExitStatus.badData
            )
        case .full:
            self.init(
                "database.full",
                "there is no room left on the disk of the data folder",
                remedy: "make room; nothing is lost, and the service goes on when there is some",
                status: ExitStatus.unavailable
            )
        case .newerSchema:
            self.init(
                "database.newer",
                "a newer sparekey-server has changed the database",
                remedy: "install a newer sparekey-server",
                status: ExitStatus.configuration
            )
        case .refused, .unexpectedColumn:
            self.init(
                "service.internal",
                "the database refused a statement (\(error))",
                remedy: "try again; if it stays, report this line",
                status: ExitStatus.internalError
            )
        }
    }

    /// Describes a failure of this kind.
    init(_ error: ConfigurationError) {
        switch error {
        case .plainHTTP:
            self.init(
                "server.plain-http",
                "plain HTTP is served on this machine's own addresses only",
                remedy: "give --tls-certificate and --tls-key, or --behind-proxy if a proxy does TLS",
                status: ExitStatus.configuration
            )
        case .invalidTLS:
            self.init(
                "server.invalid-certificate",
                "the certificate or its key cannot be used",
                remedy: "give two PEM files that belong together and that this user may read",
                status: ExitStatus.configuration
            )
        case .certificateExpired(let date):
            self.init(
                "server.certificate-expired",
                "the certificate expired on \(date.formatted(.iso8601))",
                remedy: "renew it, then send the service SIGHUP",
                status: ExitStatus.configuration
            )
        case .certificateNotYetValid(let date):
            self.init(
                "server.certificate-not-yet-valid",
                "the certificate is not valid before \(date.formatted(.iso8601))",
                remedy: "check this machine's clock, and the certificate",
                status: ExitStatus.configuration
            )
        case .certificateOfOtherHost(let host):
            self.init(
                "server.certificate-of-other-host",
                "the certificate is not for \(host), the host of --public-url",
                remedy: "use a certificate for this name, or the name of the certificate in --public-url",
                status: ExitStatus.configuration
            )
        case .noDataFolder:
            self.init(
                "server.no-data-folder",
                "the data folder cannot be made",
                remedy: "give a folder that this user may make, with --data",
                status: ExitStatus.configuration
            )
        }
    }

    /// Describes a failure of this kind.
    init(_ error: ListenError) {
        switch error {
        case .portInUse:
            self.init(
                "server.port-in-use",
                "another program listens on this address already",
                remedy: "stop it, or choose another port with --listen",
                status: ExitStatus.unavailable
            )
        case .notAllowed:
            self.init(
                "server.port-refused",
                "this user may not listen on this port",
                remedy: "choose a port above 1023 with --listen",
                status: ExitStatus.refused
            )
        case .cannotListen:
            self.init(
                "server.cannot-listen",
                "the service cannot listen on this address",
                remedy: "give an address of this machine with --listen",
                status: ExitStatus.unavailable
            )
        }
    }

    /// Describes a failure of this kind.
    init(_ error: RelyingPartyError) {
        switch error {
        case .invalidName:
            self.init(
                "client.invalid-name",
                "the name is empty, too long or holds control characters",
                remedy: "give a name of 1 to 100 characters",
                status: ExitStatus.usage
            )
        case .invalidRedirect(let address):
            self.init(
                "client.invalid-redirect",
                "people cannot be sent to \(address)",
                remedy: "give an https address without #, http on this machine, or a scheme with a dot in its name",
                status: ExitStatus.usage
            )
        case .publicWithoutPKCE:
            self.init(
                "client.needs-pkce",
                "an application without a secret must use PKCE",
                remedy: "leave out --no-pkce, or --public",
                status: ExitStatus.usage
            )
        case .publicMayNotAsk:
            self.init(
                "client.needs-secret",
                "an application without a secret may not ask devices on its own",
                remedy: "leave out --backchannel, or --public",
                status: ExitStatus.usage
            )
        }
    }
}
