import AccountServer

/// What the service says of itself once it listens: its addresses, what carries messages, and what is missing.
struct Announcement: Sendable {
    private let listening: String
    private let rest: [String]

    /// Describes a service by its settings.
    init(_ configuration: ServiceConfiguration, messages: MessageSettings) {
        let scheme = configuration.tls == nil ? "http" : "https"
        listening = "listening on \(scheme)://\(configuration.listen.hostInURL)"
        var lines: [String] = []
        if let url = configuration.publicURL {
            lines.append("public address: \(url.text)")
        } else if configuration.isBehindProxy || !configuration.listen.isLoopback {
            lines.append("public address: none, so pages and OpenID Connect do not work; give --public-url")
        }
        let mail = messages.mail ?? messages.outbox.map { "files in \($0)" }
        let texts = messages.sms == nil ? messages.outbox.map { "files in \($0)" } : "set up"
        lines.append("mail: \(mail ?? "none"); text messages: \(texts ?? "none")")
        if mail == nil, texts == nil {
            lines.append(
                "warning: without mail or text messages no code reaches a contact: contacts cannot be added, "
                    + "approvals cannot be turned on, and nobody gets notices; give --mail or --sms"
            )
        }
        lines += Self.warnings(configuration)
        rest = lines
    }

    /// What is said, a line each.
    func lines(port: Int) -> [String] {
        ["\(listening):\(port)"] + rest
    }

    private static func warnings(_ configuration: ServiceConfiguration) -> [String] {
        let failure: Failure?
        do {
            failure = try Diagnosis(configuration: configuration).certificateWarning().map(Failure.init)
        } catch {
            failure = Failure(error)
        }
        return failure.map { ["warning: \($0.message)", "hint: \($0.remedy)"] } ?? []
    }
}
