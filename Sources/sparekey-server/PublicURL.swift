import AccountServer
import ArgumentParser
import Foundation

/// The address that others reach the service at.
struct PublicURLOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The address that devices reach the service at (SPAREKEY_PUBLIC_URL); by default where it listens, on \
            this machine.
            """,
            valueName: "url"
        )
    )
    var publicURL: String?

    /// The address: the option, the variable, or where the service listens if that is on this machine.
    func url() throws -> String {
        if let text = publicURL ?? Variables.text("SPAREKEY_PUBLIC_URL") {
            guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty, text.utf8.count <= 512,
                url.scheme == "https" || url.scheme == "http", url.query == nil, url.fragment == nil, url.user == nil
            else { throw ValidationError("'\(text)' is no address; write it as https://accounts.example.org.") }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
        let listen = Variables.text("SPAREKEY_LISTEN").flatMap(ListenAddress.init) ?? .standard
        guard listen.isLoopback else {
            throw Failure(
                "server.no-public-url",
                "nobody has said at which address devices reach the service",
                remedy: "give it with --public-url or SPAREKEY_PUBLIC_URL, as https://accounts.example.org",
                status: ExitStatus.configuration
            )
        }
        let host = listen.host.contains(":") ? "[\(listen.host)]" : listen.host
        return "http://\(host):\(listen.port)"
    }
}
