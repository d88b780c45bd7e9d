extension Failure {
    /// Where the same failure calls for another remedy.
    package enum Situation: String, CaseIterable {
        /// On the device that made or knows the newest snapshot.
        case accountsHere
        /// On a device that has not seen the newest snapshot, which another one made.
        case newestElsewhere
        /// Of a snapshot that was asked for by its number.
        case asked
        /// Where a file is a picture, which is read another way.
        case picture
        /// Where the storage holds a newer snapshot, which opens.
        case newerInStorage
        /// Where the storage seems to hold a newer snapshot, which does not open.
        case unopenedInStorage
        /// Where the storage holds a newer snapshot than the service knows, when backup is turned on.
        case turningOn
        /// The same of a newer snapshot that neither opens nor is this device's own.
        case unopenedAtTurningOn
        /// Where a certificate has expired.
        case certificateExpired
        /// Where a certificate is not valid yet.
        case certificateNotYetValid
        /// Where a certificate is another host's.
        case certificateForOtherHost
        /// Where a certificate comes from an authority that is not known here.
        case unknownAuthority
        /// Of the beginning of an identifier that several things have.
        case severalFit
        /// On a device that the account does not know well enough yet.
        case unsettled
        /// On such a device, where there is nothing that it could show.
        case nothingToShow
        /// On such a device, where the recovery code on paper is all that it could show.
        case paperLeft
        /// Of a proof that counts for whatever the device does next.
        case counting
        /// On a device that has no accounts yet.
        case nothingHere
        /// Where an account is taken back.
        case takingBack
        /// Where nothing but snapshots under an older key is left.
        case underOldKey
        /// Of a backup that was deleted.
        case deleted
        /// Of an account without a backup, where one that it has already was asked for.
        case merging
        /// Of a backup whose newest snapshot is not in the storage that was given.
        case elsewhere
        /// Of a folder that is missing, where the command or the page can make it.
        case canBeMade
        /// At a recovery, where a place is asked for that holds a backup already.
        case recovering
        /// Of a file in a format that has a name, which is another than those that are read.
        case otherFormat
        /// Of a vault that is being locked, where other programs are not told.
        case locking
        /// Of a text that is no address, and no name of a file that is there.
        case neither
        /// Of a code that belongs to Microsoft Authenticator.
        case microsoft
        /// Of a line of a list.
        case list
        /// Of an account that was asked for by a name, or a device whose name is known.
        case named
        /// Of a name that fits none of the accounts of account services, where there are some.
        case amongAccounts
        /// Of an account of another site where one of an account service is meant.
        case ofOtherSite
        /// The same where this device has no account of an account service.
        case ofOtherSiteAlone
        /// Of the secret of an account that is here, so that nobody has typed its name.
        case accountHere
        /// Of such a secret, where there is a recovery code.
        case codeOnPaper
        /// Of the code that verifies a new contact, which was sent and not typed.
        case codeSent
        /// Of such a code that counts for whatever the device does next.
        case codeCounts
        /// Of such a code whose proof the command takes.
        case codeForProof
        /// Of a new recovery code that was not typed back.
        case newCode
        /// Of a question that comes before a new password and a new recovery code are set together.
        case newPasswordAndCode
        /// Of such a question after the accounts were recovered.
        case recovered
        /// Of the question that confirms a new device, after the accounts were recovered.
        case recoveredUnconfirmed
        /// Of a recovery on a device that takes part in that very backup.
        case sameBackup
        /// The same on a device that is confirmed, which has nothing left to do.
        case sameBackupConfirmed
        /// Of that question, after someone has signed in.
        case signedInUnconfirmed
        /// Of the question that confirms a new device, after a recovery with the code on paper.
        case recoveredByPaper
        /// On a device whose session is over, as it is after the account was taken back from it.
        case signedOut
        /// Of a sign-in to an account that is new to the device.
        case signingIn
        /// Of a recovery with the code on paper.
        case codeInHand
        /// Of a place for backups that is a folder of this computer rather than a drive or a server.
        case folder
        /// Of what looks like the name of a file that is not there.
        case noFile
        /// Of a file that begins like JSON and is damaged.
        case damaged
        /// Of an export that is sealed with keys of an account.
        case sealedByAccount
        /// Of an export that is sealed with OpenPGP.
        case sealedByOpenPGP
        /// Of an export that only the device that wrote it can open.
        case sealedByDevice
        /// Of an export that is sealed with a cipher that is not known here.
        case sealedByCipher
        /// Where one of several accounts is to keep the key of the backup.
        case keepsKey
        /// Of an account that is missing for something else than a backup.
        case withoutBackup
        /// Of a backup that is off on a device without the personal account that it needs.
        case withoutAccount
        /// Of a password that an account gets in the place of another.
        case new
        /// Of a service or a storage on this computer, which may be without encryption.
        case onThisComputer
        /// Of the vault's passphrase, where an account's password is usually meant.
        case passphrase
        /// Of the address of a server, where the path of a folder should be.
        case address
        /// Of the location of a folder on a WebDAV server.
        case webdav
        /// Of the location of a bucket.
        case s3
        /// Of the name of a bucket.
        case bucket
        /// Of the address of the server that a bucket is at.
        case s3Server
        /// Of this very device, which an account does not know any more.
        case thisDevice
        /// Of a field of a form that is empty, and without which there is no storage.
        case emptyField
    }
}
