import AccountAPI
import AccountServer
import ArgumentParser
import Encodings

/// The options of an application that signs people in.
struct SignInOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where people come back to after a sign-in, exactly; can be repeated. For an application with --public, any "
                + "port of http://127.0.0.1 and http://[::1] will do.",
            valueName: "uri"
        )
    )
    var redirect: [String] = []

    @Option(help: ArgumentHelp("Where people may be sent after signing out; can be repeated.", valueName: "uri"))
    var postLogout: [String] = []

    @Option(help: "How ID tokens are signed: RS256 or ES256.")
    var algorithm: SigningAlgorithm = .rs256

    @Flag(name: .customLong("public"), help: "It runs where it can keep no secret: on a phone, or in a browser.")
    var isPublic = false

    @Flag(help: "It cannot do PKCE. Only for one that keeps a secret.")
    var noPkce = false

    @Flag(
        help: """
            Do not ask people before it learns who they are, their oldest e-mail address included. For applications of \
            your own.
            """
    )
    var noConsent = false

    @Flag(help: "It may ask people's devices on its own, without a browser (CIBA).")
    var backchannel = false

    /// What the options make.
    var settings: SignInSettings {
        SignInSettings(
            redirects: redirect.map(InternationalName.ascii(address:)),
            postLogoutRedirects: postLogout.map(InternationalName.ascii(address:)),
            algorithm: algorithm,
            isPublic: isPublic,
            needsPKCE: !noPkce,
            needsConsent: !noConsent,
            mayAskDevices: backchannel
        )
    }
}

extension SigningAlgorithm: ExpressibleByArgument {}

/// An application as JSON.
struct ClientListing: Encodable {
    let id: String
    let name: String
    /// Once, after it was added.
    let secret: String?
    let redirects: [String]
    let postLogoutRedirects: [String]
    let algorithm: String
    let isPublic: Bool
    let pkce: Bool
    let consent: Bool
    let backchannel: Bool

    /// Lists an application.
    init(_ party: RelyingParty, secret: String?) {
        id = party.id.rawValue
        name = party.name
        self.secret = secret
        redirects = party.settings.redirects
        postLogoutRedirects = party.settings.postLogoutRedirects
        algorithm = party.settings.algorithm.rawValue
        isPublic = party.settings.isPublic
        pkce = party.settings.needsPKCE
        consent = party.settings.needsConsent
        backchannel = party.settings.mayAskDevices
    }
}
