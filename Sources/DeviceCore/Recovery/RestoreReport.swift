package import AccountAPI
package import Encodings
import Entries
import Sealed
import Vault

/// What a recovery brought back; `sparekey recover --json` prints it.
package struct RestoreReport: Encodable, Sendable, Equatable {
    /// How many entries the snapshot held.
    package let expected: Int
    /// How many of them are in the vault now.
    package let restored: Int
    /// The entries in their order; those that only a newer version of the app can read are among them.
    package let entries: [Line]
    /// The number of the snapshot that they come from.
    package let generation: UInt64
    /// When it was made, by the clock of the device that made it.
    package let made: Instant
    /// How many seconds the service's clock is ahead of this device's.
    package let clockOffset: Double
    /// Whether the recovery code was used: ``Accounts/finishRecovery(of:code:newPassword:confirm:)`` has to follow.
    package let needsNewPassword: Bool
    /// From when on the new password can be set, where that is not now.
    package var newPasswordFrom: Instant?
    /// The number of a newer backup that does not open, which a device new to the account had made.
    package var passedOver: UInt64?
    /// How the account sees this device; nil where its service did not tell.
    package var standing: DeviceStanding?

    /// One entry of the report.
    package struct Line: Encodable, Sendable, Equatable {
        package let id: String
        package let issuer: String
        package let account: String
        package let kind: String
        package let state: EntryState
        /// From when on the service accepts its codes; nil where it does, or where it gives none.
        package let codesCountFrom: Instant?

        /// Whether this device has a secret of its own for it, or needs none.
        package let isSignedIn: Bool

        /// What a person calls the entry, with what tells it from others of its name.
        package let label: String

        /// The name at the site, likewise.
        package let wholeAccount: String

        /// The word of a command that means it.
        package let word: String

        private enum CodingKeys: String, CodingKey {
            case id, issuer, account, kind, state, codesCountFrom
        }
    }

    /// Compares what the snapshot held with what the vault holds after reading it back from the disk.
    init(of snapshot: OpenedSnapshot, vault: VaultContents, clockOffset: Double, needsNewPassword: Bool = false) {
        self.init(
            expected: snapshot.portable,
            generation: snapshot.generation,
            made: snapshot.made,
            vault: vault,
            clockOffset: clockOffset,
            needsNewPassword: needsNewPassword
        )
    }

    /// Compares what is expected of a snapshot with what the vault holds.
    init(
        expected: PortableContents,
        generation: UInt64,
        made: Instant,
        vault: VaultContents,
        clockOffset: Double,
        needsNewPassword: Bool
    ) {
        let ids = Set(expected.order)
        let lines = vault.listing.filter { EntryID($0.id).map(ids.contains) ?? false }
        self.expected = expected.entryCount
        restored = lines.count
        entries = lines.map {
            Line(
                id: $0.id,
                issuer: $0.issuer,
                account: $0.account,
                kind: $0.kind,
                state: $0.state,
                codesCountFrom: $0.codesCountFrom,
                isSignedIn: $0.isSignedIn,
                label: $0.wholeLabel,
                wholeAccount: $0.wholeAccount,
                word: $0.word
            )
        }
        self.generation = generation
        self.made = made
        self.clockOffset = clockOffset
        self.needsNewPassword = needsNewPassword
    }

    private enum CodingKeys: String, CodingKey {
        case expected, restored, entries, newPasswordFrom, passedOver
    }
}
