/// Why the helper gave no answer.
package enum HelperFailure: Error, Sendable, Equatable {
    /// The helper is at none of these places: install the program again.
    case missing([String])
    /// The helper is there, but others may write to this file or folder: mend its permissions.
    case exposed(path: String)
    /// The helper could not be started: try again.
    case cannotStart
    /// The helper took more time or memory than it may.
    case ended
    /// The helper crashed, and did so again when it was asked once more.
    case crashed
}
