/// What kind of advice a notice calls for.
extension NoticeListing {
    /// Whether a device came to the account: removing that one undoes it.
    package var isOfNewDevice: Bool { ["device-added", "device-unsettled", "recovered"].contains(kind) }

    /// Whether a device was removed: the answer to that is not to remove the same one.
    package var isOfRemoval: Bool { ["device-revoked", "device-replaced"].contains(kind) }

    /// Whether the recovery code was used: a new password leaves the code on paper.
    package var isOfRecoveryCode: Bool { kind == "recovery-code-used" }

    /// Whether the account was taken back, which undid what had happened before.
    package var isTakingBack: Bool { kind == "account-taken-back" }
}
