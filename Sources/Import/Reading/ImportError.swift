/// Why a file as a whole is not read.
package enum ImportError: Error, Sendable, Equatable {
    /// It is sealed with a password, and none was given.
    case passwordNeeded
    /// The password does not open it.
    case wrongPassword
    /// It breaks off or is damaged at this place, named as in ``ImportPlace/path(_:)``.
    case damaged(at: String)
    /// A version that this app does not know.
    case unknownVersion(String)
    /// More than ``ImportFile/largest`` bytes, or more of them once unfolded.
    case tooLarge
    /// More than ``ImportFile/largestCount`` accounts.
    case tooManyEntries
    /// Opening it would take more memory or time than any app asks for.
    case tooCostly
    /// No app but the one that wrote it can read it.
    case locked(Locked)

    /// What keeps other apps from reading a file.
    package enum Locked: String, Sendable {
        /// It is sealed with keys of the account there, not with a password of its own.
        case account
        /// It is sealed with OpenPGP.
        case openPGP = "openpgp"
        /// It is sealed with a key that only the other app's device has.
        case device
        /// It is sealed with a cipher that this app does not have.
        case cipher
    }
}
