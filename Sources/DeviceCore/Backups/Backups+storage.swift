import LocalFiles
package import Primitives
import Storages

extension Backups {
    /// Throws where a storage can take no backup, before anything is typed or an account is made for it.
    @available(*, noasync)
    package func refuseStorage(at location: String?, password: SecretBytes?, makingFolder: Bool) throws {
        _ = try answeringStorage(at: location, password, makingFolder)
    }

    /// A storage that answers, or a folder that is still to be made.
    func answeringStorage(
        at location: String?,
        _ password: SecretBytes?,
        _ makingFolder: Bool
    ) throws -> OpenStorage {
        guard let location else { throw Failure(.noStorageAccount) }
        let place = try StorageLocation(location)
        let storage = try device.storage(at: place, password: password)
        if try !makingFolder || Self.missingFolder(of: location) == nil {
            _ = try storage.storage.everything(at: place.description)
        }
        return storage
    }

    /// Whether a storage cannot be used without a password.
    package static func needsStoragePassword(_ location: String) throws -> Bool {
        let place = try StorageLocation(location)
        do throws(StorageLocationError) {
            _ = try StorageRegistry.storage(at: place)
            return false
        } catch .passwordNeeded {
            return true
        }
    }

    /// The failure that a storage is a folder that is not there; nil where it is, and for other storages.
    package static func missingFolder(of location: String) throws -> Failure? {
        let place = try StorageLocation(location)
        guard place.kind == .folder, !Files.exists(place.path) else { return nil }
        return Failure(.noStorageFolder).at(place.description)
    }

    /// Makes the folder of a storage, and those above it.
    static func makeFolder(of place: StorageLocation) throws {
        guard place.kind == .folder else { return }
        do throws(FileFailure) {
            try Files.makeFolders(place.path)
        } catch {
            throw StorageError(error).failure.at(place.description)
        }
    }
}
