import Hummingbird
import SQLDatabase

/// Checks what the service needs before it can run, without changing anything.
package struct Diagnosis: Sendable {
    /// What can be checked.
    package enum Check: String, CaseIterable, Sendable {
        /// The key file.
        case keys
        /// The database.
        case database
        /// The address, and the certificate if there is one.
        case listen
    }

    private let configuration: ServiceConfiguration
    private let folder: DataFolder

    /// Takes the configuration to check.
    package init(configuration: ServiceConfiguration) {
        self.configuration = configuration
        folder = DataFolder(path: configuration.dataFolder)
    }

    /// Throws what is wrong; a folder that the first start would make is not.
    package func run(_ check: Check) async throws {
        switch check {
        case .keys:
            if folder.keysFile.exists {
                _ = try folder.keysFile.read()
            } else if folder.hasDatabase {
                throw ServerKeysError.missing
            }
        case .database:
            guard folder.hasDatabase else { return }
            let database = try folder.openDatabase()
            if folder.keysFile.exists, let keys = try? folder.keysFile.read() {
                try await AccountService.check(database, belongsTo: keys)
            }
        case .listen:
            try configuration.validate()
            try configuration.checkTLS()
        }
    }
}
