import Backup
import Sealed
import Storages

/// Short names of errors, for tables of cases; the app's own words and codes are DeviceCore's.
extension BackupRunError {
    var code: String {
        switch self {
        case .notOn: "backup.not-on"
        case .service(let error): (error as? any CodedError)?.code ?? "service.unreachable"
        case .storage(let error): error.code
        case .location: "storage.invalid-location"
        case .vault: "vault.failed"
        case .headMoved: "backup.newer-elsewhere"
        case .rolledBack, .newestMissing: "backup.rolled-back"
        case .headForged: "backup.head-forged"
        case .shrunken: "backup.shrunken"
        case .readBackDiffers: "storage.unreliable"
        case .noSnapshot: "backup.none-yet"
        case .storageEmpty: "storage.empty"
        case .placeAbsent: "storage.not-plugged-in"
        case .placeEmptied: "storage.emptied"
        case .placeOfOther: "storage.other-backup"
        case .newestDamaged: "backup.damaged"
        case .snapshot(let error): error.code
        }
    }
}

/// An error with a short name.
protocol CodedError: Error {
    /// For example `service.unreachable`.
    var code: String { get }
}

extension StorageError: CodedError {
    var code: String {
        switch self {
        case .notFound: "storage.missing"
        case .unreachable: "storage.unreachable"
        case .busy: "storage.busy"
        case .refused: "storage.refused"
        case .untrusted, .certificate: "storage.untrusted"
        case .proxyRefused: "network.proxy-refused"
        case .invalidProxy: "network.invalid-proxy"
        case .noNetworkLibrary: "network.library-missing"
        case .redirected: "storage.redirected"
        case .notThere: "storage.not-there"
        case .clockOff: "storage.clock-off"
        case .full: "storage.full"
        case .readOnly: "storage.read-only"
        case .noFolder: "storage.no-folder"
        case .foreignObject: "storage.foreign-object"
        case .gatewayFault: "storage.gateway-fault"
        case .noRenaming: "storage.no-renaming"
        case .noListing: "storage.no-listing"
        case .wantsDigest: "storage.wants-digest"
        case .alreadyExists, .tooLarge, .serverFault, .badAnswer, .failed: "storage.failed"
        }
    }
}

extension SnapshotError: CodedError {
    var code: String {
        switch self {
        case .damaged, .malformedAccountID: "backup.damaged"
        case .otherKey: "backup.other-key"
        case .otherBackup: "backup.other-backup"
        case .unsupportedVersion, .unsupportedSuite, .unsupportedSchema: "backup.update-required"
        case .tooLarge: "backup.too-large"
        }
    }
}
