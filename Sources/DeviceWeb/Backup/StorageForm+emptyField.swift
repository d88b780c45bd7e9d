import DeviceCore
import Storages

extension StorageForm {
    /// The same failure; one of a field that is empty names it as the form does, of the kind that was chosen.
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
