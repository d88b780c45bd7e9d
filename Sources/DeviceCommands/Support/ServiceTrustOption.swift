import ArgumentParser
import DeviceCore

/// How an account service proves itself that has a certificate authority of its own.
struct ServiceTrustOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            HelpText.of("ServiceTrustOption.ca"),
            discussion: HelpText.of("ServiceTrustOption.ca.discussion"),
            valueName: "file"
        ),
        completion: .file()
    )
    var ca: String?

    /// Trusts the service, and remembers it once `body` has made an account of it known here.
    func trusting<Result>(
        _ service: ServiceAddress,
        _ device: Device,
        _ body: () throws -> Result
    ) throws -> Result {
        if let ca { try device.accounts.trust(service, byAuthoritiesIn: ca) }
        do {
            let result = try body()
            try device.accounts.rememberAuthorities()
            return result
        } catch {
            throw device.told(error)
        }
    }
}
