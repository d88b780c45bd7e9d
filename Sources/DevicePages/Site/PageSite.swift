package import DeviceCore
package import Encodings
import Entries
package import HTTPExchange
import OutsideText
import Primitives
import Vault
import WebPages

/// What every page stands on.
package struct PageSite: Sendable {
    /// The device, for as long as somebody waits.
    package private(set) var device: Device
    /// What the forms of the page carry that is made; empty for a browser that is not let in.
    private(set) var formToken = ""
    /// The key of the vault, while the page is used.
    let keys: MemoryUnlockCache
    let qrCodes: any QRCodes
    /// The languages that this machine asks for, before the browser's.
    let languages: [String?]
    /// The version of the program.
    let version: String
    /// The sign-in requests that wait.
    package let requestBoard: RequestBoard
    /// The clock.
    package let now: @Sendable () -> Instant
    /// Codes that were scanned and wait for the user's word.
    let pendingScan = SharedValue<PendingScan?>(nil)
    /// The account that an organisation's code is to make ready again; nil for a new one.
    let pendingEntry = SharedValue<String?>(nil)
    /// An organisation's code that was read and waits for the user's word.
    let pendingOffer = SharedValue<EnrollmentOffer?>(nil)
    /// An organisation's code that was scanned.
    let pendingInvitation = SharedValue<String?>(nil)
    /// What seals what a form goes on with.
    let stateKey = SharedValue(SecretBytes.random(count: XChaCha20Poly1305.keyLength))
    /// What no form goes on with any more, and until when it could.
    let usedStates = SharedValue<[String: Instant]>([:])
    /// A contact that was added, while its code is on its way.
    let pendingContact = SharedValue<PendingContact?>(nil)
    /// An account that is being taken back, while a code is on its way.
    let pendingTakingBack = SharedValue<PendingTakingBack?>(nil)
    /// A backup that was deleted here, which a button restores.
    let deletedBackup = SharedValue<DeletedBackup?>(nil)
    /// The entry that was removed last, which a button puts back.
    let removedEntry = SharedValue<RemovedEntry?>(nil)
    /// What was removed last, until the page has told what the account's service knows of it.
    let leftAccount = SharedValue<Removal?>(nil)
    /// The device that was removed last, until the page has told of it.
    let revokedDevice = SharedValue<RevokedDevice?>(nil)
    /// The language of the settings, once a vault was opened.
    let settingLanguage = SharedValue<String?>(nil)

    /// Pages over a device that `configuration` describes.
    package init(_ configuration: PageConfiguration) {
        keys = MemoryUnlockCache(now: configuration.now)
        // A passphrase is typed into the page: nobody looks at the terminal that it was opened from.
        device = configuration.device.askingNobody.leavingLocked.openingVaultEachTime.rememberingKeys(in: keys)
        qrCodes = configuration.qrCodes
        languages = configuration.languages
        version = configuration.version
        requestBoard = RequestBoard(now: configuration.now)
        now = configuration.now
    }

    /// The same site, whose device asks services and storages for as long as somebody waits.
    package func until(_ cancellation: any Cancellation) -> PageSite {
        var site = self
        site.device = device.until(cancellation)
        return site
    }

    /// The same site, for the browser whose forms carry a token.
    func carrying(_ formToken: String?) -> PageSite {
        var site = self
        site.formToken = formToken ?? ""
        return site
    }

    /// The words for a request: the setting, this machine's wish, the browser's.
    func words(for request: PageRequest) -> Catalogue {
        // `fr-CH, fr;q=0.9, en;q=0.8` in its order; browsers send the languages with the dearest first.
        let accepted = request.languages.pieces(at: ",").prefix(8).map { String($0.before(";").trimmed()) }
        return Catalogue.preferred([settingLanguage.value] + languages + accepted).forPages
    }

    /// The vault's contents now; nil where there is no vault yet.
    func contents() throws -> VaultContents? {
        guard device.store.holdsVault else { return nil }
        let contents = try device.vault().contents()
        settingLanguage.value = contents.settings.language
        return contents
    }

    /// Whether the vault has a passphrase.
    func hasPassphrase() throws -> Bool {
        try device.hasPassphrase()
    }

    /// The words for a page, once the vault's setting is known.
    func words(_ contents: VaultContents, _ context: PageContext) -> Catalogue {
        contents.settings.language.map { Catalogue.preferred([$0]).forPages } ?? context.words
    }
}
