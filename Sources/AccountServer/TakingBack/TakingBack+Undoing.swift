import AccountAPI

extension TakingBack {
    /// What a session would undo.
    struct Undoing {
        /// The device that takes the account back.
        let device: StoredDevice
        /// Those whose acts are undone, the newest first; nil is a session without a device.
        let actors: [ServiceDeviceID?]
        /// What is undone, by whomever younger, the oldest first.
        let kept: KeptActs
        /// The first act that is undone, and those from before it with which later ones are kept: they say what was shown, and
        /// until when there was a password.
        let actingAgain: KeptActs
        /// What the account had before.
        let state: AccountState
        /// What it has now.
        let present: AccountState
        /// The backup of before with its newest heads: others may have moved it on under the same key.
        let newestHeads: BackupState?

        /// The same, without what the account had before each.
        var rows: [StoredReplacement] { kept.rows }
        /// The first act that is undone.
        var first: StoredReplacement { rows[0] }
        /// What those did whose acts are undone.
        var acts: [StoredReplacement] { rows.filter { actors.contains($0.actor) } }
        /// When someone last acted before the password was another one; nil where it is still the same.
        var lastUnderPassword: Milliseconds? {
            guard present.password?.id != first.password else { return nil }
            return (rows + actingAgain.rows).filter { $0.password == first.password }.map(\.last).max()
        }
        /// Who acted once the password was another one.
        var actorsUnderOther: Set<ServiceDeviceID> {
            Set(rows.filter { $0.password != first.password }.compactMap(\.actor))
        }

        /// The backup that is put back; one that was made since stays if the secret of before opens it.
        func backup(now: Milliseconds) -> BackupState? {
            if let kept = state.backup, kept.deleted.map({ $0 + Backups.grace > now }) ?? true {
                return newestHeads ?? kept
            }
            guard lastUnderPassword == nil else { return nil }
            let keepsCode = present.recoveryCode?.id == state.recoveryCode?.id
            return keepsCode ? present.backup : present.backup?.withoutCode
        }
    }
}

extension TakingBack.Undoing {
    /// What someone who has shown kinds of before has shown of what the account has now, beside the device.
    ///
    /// A password of before is often one that the owner has replaced because it leaked.
    func ofPresent(_ shown: Set<EvidenceKind>) -> Set<EvidenceKind> {
        let contacts = Set(present.contacts.map(\.id))
        return shown.filter { kind in
            switch kind {
            case .password: present.password?.id == state.password?.id
            case .recoveryCode: present.recoveryCode?.id == state.recoveryCode?.id
            case .contact: state.contacts.contains { contacts.contains($0.id) }
            case .device: true
            }
        }.union([.device])
    }

    /// What would be put back.
    var parts: [TakenPart] {
        TakenPart.allCases.filter { part in
            switch part {
            case .password: present.password?.id != state.password?.id
            case .recoveryCode: present.recoveryCode?.id != state.recoveryCode?.id
            case .contacts: Set(present.contacts.map(\.id)) != Set(state.contacts.map(\.id))
            case .backup:
                state.backup != nil
                    && (present.backup?.id != state.backup?.id || present.backup?.epoch != state.backup?.epoch
                        || present.backup?.deleted != state.backup?.deleted)
            case .devices: device.suspended != nil
            }
        }
    }
}
