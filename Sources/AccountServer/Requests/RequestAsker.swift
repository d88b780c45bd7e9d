package import AccountAPI

/// Who starts a sign-in request, as far as the service can tell.
///
/// Its own limits are counted by it alone, so that what it is answered tells nothing of what others do.
package struct RequestAsker: Sendable {
    /// Names it.
    let id: String
    /// What a report shuts out: the network, or the asker itself.
    let origin: String
    /// The letter whose tries its requests spend.
    var letter: LetterID?
    /// Whether no stranger can pass for it, so that what strangers ask does not count against it.
    let isTrusted: Bool
    /// Those whose requests count against each other, where it is not trusted.
    var group = "sign-in-request"
    /// How many requests of all of them may reach the devices of a name and go unapproved.
    var groupLimit = SignInRequests.limit
    /// Whether its request may be open beside those of the others.
    var isBesideOthers = false
    /// Whether it is told that a request of its own was reported.
    ///
    /// A device is, which has shown the account's password and sees the refusal anyway; strangers are told nothing.
    var isToldOfReports = false

    /// A browser that nobody knows: it makes its name up itself.
    package static func browser(_ id: String, network: String) -> RequestAsker {
        RequestAsker(id: "browser/\(id)", origin: "network/\(network)", isTrusted: false)
    }

    /// A browser that has signed in with the name before.
    package static func knownBrowser(_ id: String) -> RequestAsker {
        RequestAsker(id: "known-browser/\(id)", origin: "known-browser/\(id)", isTrusted: true)
    }

    /// Whoever has typed the code of a letter.
    package static func letter(_ letter: LetterID) -> RequestAsker {
        RequestAsker(id: "letter/\(letter)", origin: "letter/\(letter)", letter: letter, isTrusted: true)
    }

    /// A device, or a session without one, that has signed in with the password and wants to be confirmed.
    ///
    /// Each is counted on its own, and all of an account together have four times as much, apart from strangers, who have
    /// its name alone: someone with the password uses up nothing of the owner's new device with one of their own.
    static func device(_ id: String) -> RequestAsker {
        RequestAsker(
            id: "device/\(id)",
            origin: "device/\(id)",
            isTrusted: false,
            group: "device-approval",
            groupLimit: 4 * SignInRequests.limit,
            isBesideOthers: true,
            isToldOfReports: true
        )
    }

    /// An application that asks without a browser.
    package static func application(_ client: ClientID) -> RequestAsker {
        RequestAsker(id: "application/\(client)", origin: "application/\(client)", isTrusted: false)
    }

    /// The names under which its requests for a user name are counted, and those that they count against.
    func scopes(_ keys: ServerKeys, login: [UInt8]) -> (asker: String, origin: String, name: String) {
        let asker = keys.attemptScope("sign-in-asker", login + Array(id.utf8)).hexadecimal
        let origin = keys.attemptScope("sign-in-origin", login + Array(origin.utf8)).hexadecimal
        return (asker, origin, isTrusted ? asker : keys.attemptScope(group, login).hexadecimal)
    }
}
