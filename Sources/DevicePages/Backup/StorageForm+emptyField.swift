import DeviceCore
import Storages

extension StorageForm {
    /// The same failure; where the chosen kind of storage lacks a field, it names the field as the form does.
    func naming(_ failure: Failure) -> Failure {
        let field: StorageField? =
            switch failure.code {
            case .noStorageAccount: kind?.placeField
            case .storagePasswordNeeded: kind?.secret
            default: nil
            }
        return field.map { Failure(failure.code, ["field": .words($0.labelKey)]).in(.emptyField) } ?? failure
    }
}
