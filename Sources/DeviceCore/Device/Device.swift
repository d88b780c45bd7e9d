// DeviceCore is the app without a face: everything a device does, for any screen to call.
// It asks nobody and prints nothing; what it needs from a person comes in as arguments.
package import AccountAPI
package import Encodings
package import Entries
package import HTTPExchange
package import Primitives
import Storages
package import Vault

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The app on one device, with what all that it does needs.
///
/// What it does stands in its use cases, which `Device+useCases.swift` names.
package struct Device: Sendable {
    /// Where the vault is kept.
    package let store: any VaultStore
    let now: @Sendable () -> Instant
    let transport: any AccountTransport
    let keys: any KeyPairs
    let security: SecurityProfile
    let makeStorage: MakeStorage
    let authorities = ServiceAuthorities()
    let waitingProofs = WaitingProofs()
    private(set) var cache: (any UnlockCache)?
    /// Where keys were kept before, and where other programs may keep them still.
    private(set) var earlierCaches: [any UnlockCache] = []
    private(set) var askPassphrase: @Sendable () throws -> (secret: SecretBytes, wasTyped: Bool)
    /// The code of a letter, which goes with each sign-in.
    private(set) var letter: LetterCode?
    /// Asks for what a guarded act needs; nil where nobody can be asked.
    private(set) var evidenceQuestions: EvidenceQuestions?
    private(set) var tellSettings: (@Sendable (Settings) -> Void)?
    /// Where the vault stays open for the next use; nil opens it each time.
    private(set) var opened: OpenedVault?
    /// Whether anybody still waits for what it does.
    package private(set) var cancellation: any Cancellation = NeverCancelled()
    /// Tells that a secret is wrong, and says whether someone types it once more; nil asks once.
    var typesAgain: (@Sendable (Failure) -> Bool)?

    /// A device over the store of a vault.
    ///
    /// `askPassphrase` is called only where the vault has one.
    package init(
        store: any VaultStore,
        transport: any AccountTransport = HTTPTransport(),
        keys: any KeyPairs = SystemKeyPairs(),
        security: SecurityProfile = .standard,
        makeStorage: @escaping MakeStorage = StorageRegistry.storage(at:password:patience:cancellation:),
        cache: (any UnlockCache)? = nil,
        now: @escaping @Sendable () -> Instant = { Instant.now() },
        askPassphrase: @escaping @Sendable () throws -> (secret: SecretBytes, wasTyped: Bool)
    ) {
        self.store = store
        self.transport = transport
        self.keys = keys
        self.security = security
        self.makeStorage = makeStorage
        self.cache = cache
        self.now = now
        self.askPassphrase = askPassphrase
    }

    /// The same device, which asks services and storages for as long as somebody waits.
    package func until(_ cancellation: any Cancellation) -> Device {
        var device = self
        device.cancellation = cancellation
        return device
    }

    /// The same device, which tells the settings whenever the vault was opened.
    package func tellingSettings(_ tell: @escaping @Sendable (Settings) -> Void) -> Device {
        var device = self
        device.tellSettings = tell
        return device
    }

    /// The same device, which asks a person for what guarded acts need.
    package func proving(with questions: EvidenceQuestions) -> Device {
        var device = self
        device.evidenceQuestions = questions
        return device
    }

    /// The same device, which sends the code of a letter with each sign-in.
    package func typing(_ letter: LetterCode?) -> Device {
        var device = self
        device.letter = letter
        return device
    }

    /// The same device, which asks nobody for what guarded acts need: they are refused where it was not shown.
    package var askingNobody: Device {
        var device = self
        device.evidenceQuestions = nil
        return device
    }

    /// The same device, which keeps the keys of vaults in `cache`; a lock also takes them out of where it kept them before.
    package func rememberingKeys(in cache: any UnlockCache) -> Device {
        var device = self
        if let earlier = self.cache { device.earlierCaches.append(earlier) }
        device.cache = cache
        return device
    }

    /// The same device, which opens a vault once and keeps it open as long as it could be opened again without anyone
    /// being asked.
    package var keepingVaultOpen: Device {
        var device = self
        device.opened = OpenedVault()
        return device
    }

    /// The same device, which opens a vault for each use: a program that stays keeps nothing of a vault that is locked.
    package var openingVaultEachTime: Device {
        var device = self
        device.opened = nil
        return device
    }

    /// The same device with a passphrase that was typed, which it asks nobody for.
    package func unlocking(with passphrase: SecretBytes) -> Device {
        var device = self
        device.askPassphrase = { (passphrase, true) }
        device.typesAgain = nil
        return device
    }

    /// The same device, which leaves a locked vault locked: it asks nobody for the passphrase.
    package var leavingLocked: Device {
        var device = self
        device.askPassphrase = { throw Failure(.passphraseNeeded) }
        device.typesAgain = nil
        return device
    }

    /// The same device, once the passphrase was asked for and is right, so that what follows need not ask once more.
    package func havingAskedForPassphrase() throws -> Device {
        guard store.holdsVault, try UnlockedVault.needsPassphrase(in: store) else { return self }
        let (_, answer) = try openedByPassphrase()
        var device = self
        device.askPassphrase = { answer }
        return device
    }

    func client(of service: ServiceAddress) -> AccountClient {
        AccountClient(
            service: service,
            transport: transport,
            authorities: authorities.of(service),
            now: now,
            keys: keys,
            prove: evidence.prover(at: service),
            noteRefusal: accounts.note(_:in:),
            cancellation: cancellation
        )
    }

    func signIn(at service: ServiceAddress) -> SignIn {
        SignIn(client: client(of: service), suites: security.suite, letter: letter, now: now)
    }

    /// What this device is called where nobody gave it a name.
    package static var hostName: String {
        let name = ProcessInfo.processInfo.hostName
        return name.isEmpty ? "device" : String(name.prefix(64))
    }
}
