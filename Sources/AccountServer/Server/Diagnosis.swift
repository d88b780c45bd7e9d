import AccountAPI
package import Foundation
import QRCode
import SQLDatabase

/// Tries what the service needs before it can run; what it writes into the database is a mark of its own.
package struct Diagnosis: Sendable {
    /// What can be checked.
    package enum Check: String, CaseIterable, Sendable {
        /// The folder.
        case folder
        /// The key files.
        case keys
        /// The database: that it is sound, belongs to the keys, and can be written.
        case database
        /// The room on the disk.
        case disk
        /// The address.
        case listen
        /// The certificate, if there is one.
        case certificate
        /// What carries mail.
        case mail
        /// What makes the QR codes of members.
        case qr
    }

    /// What keeps the service from nothing today, but should be known.
    package enum Warning: Sendable, Equatable {
        /// The certificate ends soon.
        case certificateEnds(Date)
        /// The disk is nearly full.
        case diskNearlyFull
        /// Nothing carries mail, so that codes and notices reach nobody and approvals cannot be turned on.
        case noMail
    }

    /// With less room a disk counts as full: the next transactions would fail.
    static let leastSpace: Int64 = 1 << 20
    private static let littleSpace: Int64 = 64 << 20
    private let configuration: ServiceConfiguration
    private let folder: DataFolder

    /// Takes the configuration to check.
    package init(configuration: ServiceConfiguration) {
        self.configuration = configuration
        folder = DataFolder(path: configuration.dataFolder)
    }

    /// Throws what is wrong, or returns what should be known.
    package func run(_ check: Check) async throws -> Warning? {
        switch check {
        case .folder:
            try folder.requireService()
        case .keys:
            _ = try folder.keysFile.read()
            if folder.signingKeysFile.exists { _ = try SigningKeyStore(file: folder.signingKeysFile).present() }
        case .database:
            try await tryDatabase()
        case .disk:
            guard let space = folder.freeSpace else { return nil }
            guard space >= Self.leastSpace else { throw SQLDatabaseError.full }
            return space < Self.littleSpace ? .diskNearlyFull : nil
        case .listen:
            try configuration.validate()
        case .certificate:
            return try certificateWarning()
        case .mail:
            guard configuration.messages.carries(.email) else { return .noMail }
            try await configuration.messages.checkMail()
        case .qr:
            _ = try await configuration.qrCodes.code(of: "sparekey")
        }
        return nil
    }

    /// Throws what is wrong with the certificate, if there is one, or returns what should be known.
    package func certificateWarning() throws(ConfigurationError) -> Warning? {
        try configuration.checkCertificate(at: Date()).map(Warning.certificateEnds)
    }

    private func tryDatabase() async throws {
        let keys = try folder.keysFile.read()
        let database = try folder.openDatabase()
        do {
            try await AccountService.check(database, belongsTo: keys)
            try await HealthCheck.tryWrite(database, at: Date())
        } catch {
            try? await database.close()
            throw error
        }
        try await database.close()
    }
}
