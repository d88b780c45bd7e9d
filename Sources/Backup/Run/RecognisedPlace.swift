package import Encodings
package import Vault

/// Where a storage that has one keeps its snapshots, as a place that can be recognised: another drive may be there.
package protocol RecognisedPlace: AnyObject, Sendable {
    /// What to remember of the place, which has just kept a snapshot of a backup; nil where it cannot be recognised.
    func remembered(_ backup: BackupID) -> KnownPlace?

    /// Whether this is the place that is remembered, or one on the same drive, so that no drive is missing.
    func isThere(_ known: KnownPlace, _ backup: BackupID) -> Bool

    /// Whether the place that is remembered was a folder of this computer, rather than of a drive that can be missing.
    func isFolder(_ known: KnownPlace) -> Bool
}
