import Foundation
import Logging
import NIOSSL
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The certificate that new connections are served with; SIGHUP has its files read again.
final class LiveCertificate: Sendable {
    private let files: TLSFiles
    private let present: Mutex<NIOSSLContext>

    /// Reads the files.
    init(_ files: TLSFiles) throws(ConfigurationError) {
        self.files = files
        present = Mutex(try files.read().context)
    }

    /// What new connections are served with.
    var context: NIOSSLContext { present.withLock { $0 } }

    /// Reads the files again; if they cannot be used, nothing changes.
    func reload() throws(ConfigurationError) -> ServiceCertificate {
        let (context, certificate) = try files.read()
        present.withLock { $0 = context }
        return certificate
    }
}

/// Waits for SIGHUP until the service stops.
struct HangUpService: Service {
    let certificate: LiveCertificate?
    let log: Logger

    func run() async throws {
        // Trapped also where there is nothing to read again: the signal would end the process otherwise.
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            guard let certificate else { continue }
            do {
                let read = try certificate.reload()
                log.info("read the certificate again; it is valid until \(read.notAfter.formatted(.iso8601))")
            } catch {
                log.error("the new certificate or its key cannot be used; the old one stays")
            }
        }
    }
}
