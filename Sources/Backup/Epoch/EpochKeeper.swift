package import Primitives
package import Sealed

/// The account service's part in a change of the backup key.
package protocol EpochKeeper: AnyObject, Sendable {
    /// In one step: makes `head`, which is of `epoch`, the newest if the head's generation is still `previous`, and
    /// puts `key` in the place of the old backup key, wrapped for each way to sign in.
    ///
    /// Where the head has moved it changes nothing and must throw ``HeadError/moved``.
    func advanceEpoch(
        to head: Head,
        after previous: UInt64,
        epoch: UInt32,
        key: SecretBytes
    ) throws(HeadError)
}
