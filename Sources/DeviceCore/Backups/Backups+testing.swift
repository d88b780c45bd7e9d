import HTTPExchange
package import Primitives
import Storages
import Vault

extension Backups {
    /// Tries whether a storage can hold a backup; without a location, the one that holds this device's.
    @available(*, noasync)
    package func testStorage(
        at location: String?,
        password: SecretBytes?,
        makingFolder: Bool = false
    ) throws -> StorageTest {
        let backup: BackupBinding?
        if location == nil {
            let contents = try device.vault().contents()
            backup = contents.deviceBound.backup
            guard backup != nil else { throw Self.off(contents) }
        } else {
            backup = device.contentsUnasked()?.deviceBound.backup
        }
        let place = try StorageLocation(location ?? backup?.location ?? "")
        if makingFolder { try Self.makeFolder(of: place) }
        let isOwn = place.description == backup?.location
        let password = location == nil ? backup?.storagePassword : password
        let storage = try device.storage(at: place, password: password).storage
        let cleaner = try device.until(NeverCancelled()).storage(at: place, password: password).storage
        var test = StorageTest.run(
            storage,
            cleaner: { device.cancellation.isCancelled ? cleaner : storage },
            at: place,
            of: isOwn ? backup : nil
        )
        test.lastVerified = isOwn ? backup?.lastVerified : nil
        return test
    }
}
