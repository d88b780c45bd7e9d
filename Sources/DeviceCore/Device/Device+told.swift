import Entries
import Vault

extension Device {
    /// An error as it is told on this device: one that holds nothing yet is not told of codes here.
    package func told(_ error: any Error) -> any Error {
        let failure = Failure(explaining: error)
        let spokenOf: [FailureCode] = [.serviceUnreachable, .serviceInternal]
        guard spokenOf.contains(failure.code), failure.situation == nil, holdsNothing() else {
            return error
        }
        return failure.in(.nothingHere)
    }

    /// Whether no account is here.
    package func holdsNothing() -> Bool {
        guard store.holdsVault else { return true }
        return contentsUnasked()?.portable.entries.isEmpty ?? false
    }
}
