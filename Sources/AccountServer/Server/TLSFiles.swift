import LocalFiles
import NIOSSL

/// Files for TLS.
package struct TLSFiles: Sendable {
    private static let lengthLimit = 1 << 20

    /// The certificate chain, the service's own first.
    package let certificate: String
    /// The private key.
    package let key: String

    /// Names the files.
    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Reads the files, and makes sure that they belong together.
    func read() throws(ConfigurationError) -> (context: NIOSSLContext, certificate: ServiceCertificate) {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Files.read(certificate, limit: Self.lengthLimit))
            guard let own = chain.first else { throw ConfigurationError.invalidTLS }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(
                    try NIOSSLPrivateKey(bytes: Files.read(key, limit: Self.lengthLimit), format: .pem)
                )
            )
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            // Finds a key that does not belong to the certificate before the first client does.
            return (try NIOSSLContext(configuration: configuration), ServiceCertificate(own))
        } catch {
            throw .invalidTLS
        }
    }
}
