import AccountServer
import ArgumentParser
import Foundation

/// The address that others reach the service at.
struct PublicURLOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The address that people, devices and applications reach the service at (SPAREKEY_PUBLIC_URL); by default \
            where it listens, on this machine.
            """,
            valueName: "url"
        )
    )
    var publicURL: String?

    /// The address: the option, or the variable; nil if neither is set.
    func configured() throws -> PublicURL? {
        guard let text = publicURL ?? Variables.text("SPAREKEY_PUBLIC_URL") else { return nil }
        guard let url = PublicURL(text) else {
            throw ValidationError("'\(text)' is no address; write it as https://accounts.example.org.")
        }
        return url
    }

    /// The address: the option, the variable, or where the service listens if that is on this machine.
    func url() throws -> String {
        if let url = try configured() { return url.text }
        let listen = Variables.text("SPAREKEY_LISTEN").flatMap(ListenAddress.init) ?? .standard
        guard listen.isLoopback else {
            throw Failure(
                "server.no-public-url",
                "nobody has said at which address devices reach the service",
                remedy: "give it with --public-url or SPAREKEY_PUBLIC_URL, as https://accounts.example.org",
                status: ExitStatus.configuration
            )
        }
        return "http://\(listen.hostInURL):\(listen.port)"
    }
}
