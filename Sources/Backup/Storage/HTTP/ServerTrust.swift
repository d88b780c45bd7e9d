import Foundation
import LocalFiles
package import NIOSSL

/// Which authorities the certificate of a server may come from.
package enum ServerTrust {
    /// The longest file of certificates that is read.
    private static let fileLimit = 4 << 20
    /// How many files of a folder of certificates are read at most.
    private static let filesLimit = 2000

    /// TLS with the authorities of a PEM file's bytes or, without them, with those of the system.
    ///
    /// The system's are those that OpenSSL knows: `SSL_CERT_FILE` and `SSL_CERT_DIR` add to them, and both together
    /// take their place.
    package static func configuration(authorities pem: [UInt8]?) throws(StorageLocationError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let pem {
            tls.trustRoots = .certificates(try certificates(in: pem, path: ""))
            return tls
        }
        let environment = ProcessInfo.processInfo.environment
        let file = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        var roots: [NIOSSLCertificate] = []
        if let file { roots += try certificates(in: readAuthorities(file), path: file) }
        if let folder { roots += certificates(inFolders: folder) }
        if file != nil, folder != nil {
            tls.trustRoots = .certificates(roots)
        } else if !roots.isEmpty {
            tls.additionalTrustRoots = [.certificates(roots)]
        }
        return tls
    }

    /// The bytes of a PEM file with at least one certificate.
    package static func readAuthorities(_ path: String) throws(StorageLocationError) -> [UInt8] {
        guard let bytes = try? Files.read(path, limit: fileLimit) else { throw .unreadableCertificates(path: path) }
        _ = try certificates(in: bytes, path: path)
        return bytes
    }

    private static func certificates(
        in pem: [UInt8],
        path: String
    ) throws(StorageLocationError) -> [NIOSSLCertificate] {
        guard let found = try? NIOSSLCertificate.fromPEMBytes(pem), !found.isEmpty else {
            throw .unreadableCertificates(path: path)
        }
        return found
    }

    /// All certificates of folders with colons between them; files that hold none are left out, as OpenSSL does.
    private static func certificates(inFolders folders: String) -> [NIOSSLCertificate] {
        var found: [NIOSSLCertificate] = []
        for folder in folders.utf8.split(separator: UInt8(ascii: ":")) {
            let folder = String(decoding: Array(folder), as: UTF8.self)
            for name in ((try? Files.names(in: folder)) ?? []).sorted().prefix(filesLimit) {
                guard let bytes = try? Files.read(folder + "/" + name, limit: fileLimit),
                    let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes)
                else { continue }
                found += certificates
            }
        }
        return found
    }
}
