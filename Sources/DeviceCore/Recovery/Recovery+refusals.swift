import AccountAPI
import Entries
import OutsideText
import Vault

extension Recovery {
    /// Throws where a recovery is refused because accounts are here already, before anything is asked for it.
    @available(*, noasync)
    package func refuseEntries(
        recovering username: String,
        at service: ServiceAddress?,
        byCode: Bool = false
    ) throws {
        guard device.store.holdsVault else { return }
        let contents = try device.vault().contents()
        guard contents.portable.entryCount > 0 else { return }
        let failure = Failure(entriesIn: contents)
        // Whoever removed these would remove them from the very backup that is asked for.
        guard let account = contents.recoveryAccount, UserNameRule.isSame(account.username, username),
            service == nil || service?.text == account.service
        else { throw byCode ? failure.in(.codeInHand) : failure }
        let standing = try? device.askingNobody.evidence.standing(of: nil)
        throw failure.in(standing?.isSettled == true ? .sameBackupConfirmed : .sameBackup)
    }
}

extension Failure {
    /// The failure that accounts are here already, which a recovery could overwrite.
    init(entriesIn contents: VaultContents) {
        self.init(.entriesPresent, ["n": .number(contents.portable.entryCount)])
    }
}
