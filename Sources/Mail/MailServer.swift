// Mail hands messages to a mail server over SMTP (RFC 5321). It is the only module that calls libcurl, and knows neither
// what a message says nor where a setting comes from.
import CCurl
import Foundation
package import Primitives

/// A mail server, and how to talk to it.
package struct MailServer: Sendable {
    /// How the connection is protected.
    package enum Protection: Sendable {
        /// STARTTLS (RFC 3207); a server that does not offer it gets nothing.
        case startTLS
        /// TLS from the first byte on (RFC 8314).
        case implicitTLS
        /// None.
        case none
    }

    /// Who signs in (RFC 4954).
    package struct SignIn: Sendable {
        let user: String
        let password: SecretBytes

        /// Takes the parts.
        package init(user: String, password: SecretBytes) {
            self.user = user
            self.password = password
        }
    }

    /// The host's name, or its address without brackets.
    package let host: String
    /// The port.
    package let port: Int
    /// How the connection is protected.
    package let protection: Protection
    /// Who signs in; nil for a relay that takes mail from this machine.
    package let signIn: SignIn?
    /// A PEM file with the only authorities that are trusted; nil for those of the system.
    package let authorities: String?

    /// Takes the parts.
    package init(host: String, port: Int, protection: Protection, signIn: SignIn?, authorities: String?) {
        self.host = host
        self.port = port
        self.protection = protection
        self.signIn = signIn
        self.authorities = authorities
    }

    // libcurl blocks its thread. Four are enough, and the rest of the service never waits for one.
    private static let queue = {
        let queue = OperationQueue()
        queue.name = "mail"
        queue.maxConcurrentOperationCount = 4
        return queue
    }()

    /// Hands a message over; `message` is complete with its headers (RFC 5322), its lines end with CRLF.
    package func send(_ message: [UInt8], from sender: String, to recipient: String) async throws(MailError) {
        try await perform { transfer(message, from: sender, to: recipient) }
    }

    /// Greets the server, begins TLS and signs in as for a message, and sends none.
    package func check() async throws(MailError) {
        try await perform { greet() }
    }

    private func perform(_ operation: @escaping @Sendable () -> MailError?) async throws(MailError) {
        let outcome = await withCheckedContinuation { continuation in
            Self.queue.addOperation { continuation.resume(returning: operation()) }
        }
        if let error = outcome { throw error }
    }
}

/// Says why a mail server has not taken a message.
package enum MailError: Error, Equatable, Sendable {
    /// Nothing answers there.
    case unreachable
    /// The server takes the connection and then says nothing, as one does that waits for TLS to begin.
    case silent
    /// The server's certificate is not trusted, or is another host's.
    case untrusted
    /// The server does not offer TLS.
    case noTLS
    /// The file of authorities cannot be used.
    case authoritiesUnusable
    /// The server does not accept the user or the password.
    case signInRefused
    /// The server will not take the message now; `status` is its answer (RFC 5321 section 4.2.1).
    case busy(status: Int)
    /// The server will never take this message; `status` is its answer.
    case refused(status: Int)
    /// The server says something that is no answer to this.
    case badAnswer
}
