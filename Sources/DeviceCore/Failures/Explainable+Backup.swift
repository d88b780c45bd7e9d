package import Backup
import Sealed
import Storages

extension StorageError: Explainable {
    package var failure: Failure {
        switch self {
        case .unreachable: Failure(.storageUnreachable)
        case .gatewayFault: Failure(.storageGatewayFault)
        case .noFolder: Failure(.noStorageFolder)
        case .foreignObject: Failure(.storageForeignObject)
        case .noRenaming: Failure(.storageNoRenaming)
        case .noListing: Failure(.storageNoListing)
        case .wantsDigest: Failure(.storageWantsDigest)
        case .busy: Failure(.storageBusy)
        case .refused: Failure(.storageRefused)
        case .untrusted: Failure(.storageUntrusted)
        case .certificate(let problem): Failure(.storageUntrusted).in(problem)
        case .proxyRefused(let proxy): Failure(.proxyRefused, ["proxy": proxy])
        case .invalidProxy(let variable): Failure(.invalidProxy, ["variable": variable])
        case .noNetworkLibrary: Failure(.noNetworkLibrary)
        case .redirected: Failure(.storageRedirected)
        case .notThere: Failure(.storageNotThere)
        case .clockOff: Failure(.storageClockOff)
        case .full: Failure(.storageFull)
        case .readOnly: Failure(.storageReadOnly)
        case .notFound, .alreadyExists, .tooLarge, .serverFault, .badAnswer, .failed: Failure(.storageFailed)
        }
    }
}

extension StorageLocationError: Explainable {
    package var failure: Failure {
        switch self {
        case .noScheme, .unknownScheme, .noPath, .malformed: Failure(.invalidLocation)
        case .addressForFolder: Failure(.invalidLocation).in(.address)
        case .noWebDAVAddress: Failure(.invalidLocation).in(.webdav)
        case .noS3Location: Failure(.invalidLocation).in(.s3)
        case .noBucket: Failure(.invalidLocation).in(.bucket)
        case .noS3Server: Failure(.invalidLocation).in(.s3Server)
        case .passwordInLocation: Failure(.passwordInLocation)
        case .insecure: Failure(.insecureLocation)
        case .passwordNeeded: Failure(.storagePasswordNeeded)
        case .noAccessKey: Failure(.noAccessKey)
        case .unreadableCertificates(let path): Failure(.unreadableFile, ["path": path])
        }
    }
}

extension SnapshotError: Explainable {
    package var failure: Failure {
        switch self {
        case .unsupportedVersion, .unsupportedSuite, .unsupportedSchema: Failure(.backupVersion)
        case .otherKey, .otherBackup: Failure(.keyRefused)
        case .tooLarge: Failure(.vaultTooLarge)
        case .damaged, .malformedAccountID: Failure(.backupDamaged)
        }
    }
}

extension Failure {
    /// What the service, or the device that asks it, has against a head.
    fileprivate init(_ failure: any ServiceFailure) {
        let known = (failure as? HeadFailure)?.failure
        self = known ?? Failure(.internalError, ["error": String(describing: type(of: failure))])
    }
}

extension BackupRunError: Explainable {
    package var failure: Failure {
        switch self {
        case .notOn: Failure(.backupOff)
        case .service(let failure): Failure(failure)
        case .storage(let error): error.failure
        case .location(let error): error.failure
        case .vault(let error): error.failure
        case .headMoved: Failure(.headMoved)
        case .rolledBack: Failure(.headRolledBack)
        case .newestMissing: Failure(.backupRolledBack)
        case .newestDamaged: Failure(.backupDamaged)
        case .headForged: Failure(.headForged)
        case .shrunken(let now, let before): Failure(.backupShrunken, ["n": .number(now), "m": .number(before)])
        case .readBackDiffers: Failure(.storageUnreliable)
        case .noSnapshot: Failure(.noBackupYet)
        case .placeAbsent(let drive?): Failure(.storageAbsent, ["drive": drive])
        case .placeAbsent(nil): Failure(.storageAbsent).in(.folder)
        case .placeEmptied: Failure(.storageEmptied)
        case .placeOfOther: Failure(.storageOfOther)
        case .storageEmpty: Failure(.storageEmpty)
        // Head and file agree, so it is this device's key that is old.
        case .snapshot(.otherKey): Failure(.backupKeyChanged)
        case .snapshot(let error): error.failure
        }
    }
}
