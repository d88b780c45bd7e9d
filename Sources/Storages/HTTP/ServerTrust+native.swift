package import CurlHTTP
import Encodings
import LocalFiles
import Synchronization

/// Which authorities the certificate of a server may come from.
package enum ServerTrust {
    /// The longest file of certificates that is read.
    private static let fileLimit = 4 << 20
    /// How many files of a folder of certificates are read at most.
    private static let filesLimit = 2000

    /// The authorities of a PEM file's bytes or, without them, those of the system.
    ///
    /// The system's are those that libcurl knows: `SSL_CERT_FILE` and `SSL_CERT_DIR` add to them, and both together
    /// take their place.
    package static func trusted(authorities pem: [UInt8]?) throws(StorageLocationError) -> TrustedAuthorities {
        if let pem {
            try check(pem, path: "")
            return .only(pem)
        }
        return try ofEnvironment.withLock { known throws(StorageLocationError) in
            if let known { return known }
            let trusted = try readEnvironment()
            known = trusted
            return trusted
        }
    }

    // Checking a hundred authorities takes longer than a request, so they are read once; one text is also compared faster
    // than two that are alike.
    private static let ofEnvironment = Mutex<TrustedAuthorities?>(nil)

    private static func readEnvironment() throws(StorageLocationError) -> TrustedAuthorities {
        let environment = ProcessEnvironment.variables
        let file = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        var roots: [UInt8] = []
        if let file { roots += try readAuthorities(file) + [UInt8(ascii: "\n")] }
        if let folder { roots += certificates(inFolders: folder) }
        if file != nil, folder != nil { return .only(roots) }
        return roots.isEmpty ? .system : .systemAnd(roots)
    }

    /// The bytes of a PEM file with at least one certificate.
    package static func readAuthorities(_ path: String) throws(StorageLocationError) -> [UInt8] {
        guard let bytes = try? Files.read(path, limit: fileLimit) else { throw .unreadableCertificates(path: path) }
        try check(bytes, path: path)
        return bytes
    }

    private static func check(_ pem: [UInt8], path: String) throws(StorageLocationError) {
        guard holdsCertificates(pem) else { throw .unreadableCertificates(path: path) }
    }

    /// Whether a text holds certificates, and none that is broken.
    static func holdsCertificates(_ pem: [UInt8]) -> Bool {
        guard let blocks = PEM.decode(pem, label: "CERTIFICATE") else { return false }
        return !blocks.isEmpty && blocks.allSatisfy(CertificateShape.fits)
    }

    /// All certificates of folders with colons between them; files that hold none are left out, as OpenSSL does.
    private static func certificates(inFolders folders: String) -> [UInt8] {
        var found: [UInt8] = []
        for folder in folders.utf8.split(separator: UInt8(ascii: ":")) {
            let folder = String(decoding: Array(folder), as: UTF8.self)
            for name in ((try? Files.names(in: folder)) ?? []).sorted().prefix(filesLimit) {
                guard let bytes = try? Files.read(folder + "/" + name, limit: fileLimit), holdsCertificates(bytes)
                else { continue }
                found += bytes + [UInt8(ascii: "\n")]
            }
        }
        return found
    }
}
