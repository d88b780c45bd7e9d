import DeviceCore
import Encodings
import Entries
import HTTPExchange
import Hummingbird
import NIOCore
import OutsideText
import Synchronization
import Vault
import WebPages

/// What every page stands on.
struct PageSite: Sendable {
    private(set) var device: Device
    /// The key of the vault, while the page is used.
    let keys: MemoryUnlockCache
    let origin: PageOrigin
    let gate: PageGate
    /// The languages that this machine asks for, before the browser's.
    let languages: [String?]
    /// The version of the program.
    let version: String
    /// The sign-in requests that wait.
    let requestBoard: RequestBoard
    let now: @Sendable () -> Instant
    /// Codes that were scanned and wait for the user's word.
    let pendingScan = SharedValue<PendingScan?>(nil)
    /// The account that an organisation's code is to make ready again; nil for a new one.
    let pendingEntry = SharedValue<String?>(nil)
    /// An organisation's code that was read and waits for the user's word.
    let pendingOffer = SharedValue<EnrollmentOffer?>(nil)
    /// An organisation's code that was scanned.
    let pendingInvitation = SharedValue<String?>(nil)
    /// A recovery code that was shown and waits to be typed back.
    let pendingCode = SharedValue<RecoveryCode?>(nil)
    /// What was begun and waits until the account service was shown enough for it.
    let pendingAct = SharedValue<PendingAct?>(nil)
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

    /// The same site, whose device asks services and storages for as long as somebody waits.
    func until(_ cancellation: any Cancellation) -> PageSite {
        var site = self
        site.device = device.until(cancellation)
        return site
    }

    /// The words for a request: the setting, this machine's wish, the browser's.
    func words(for request: Request) -> Catalogue {
        let accepted = request.headers[.acceptLanguage].map(Self.languages) ?? []
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

    /// A page of a template.
    func page<Model: ShownOnPage>(
        _ template: PageTemplate<Model>,
        _ model: Model,
        _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        page(template, model, context.words, status: status)
    }

    /// A page of a template in the language of `words`.
    func page<Model: ShownOnPage>(
        _ template: PageTemplate<Model>,
        _ model: Model,
        _ words: Catalogue,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let html = template.html(of: model, words: words)
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: html))
        )
    }

    /// The failure that an error means on this device: one that holds no accounts is not told of their codes.
    func told(_ error: any Error) -> Failure { Failure(explaining: device.told(error)) }

    /// The page of a failure: what happened, which party it was, what to do.
    func failure(_ error: any Error, _ context: PageContext) -> Response {
        switch error {
        case PageRefusal.foreignHost, PageRefusal.foreignOrigin, PageRefusal.foreignForm:
            return page(.refused, NoModel(), context, status: .forbidden)
        case PageRefusal.notLetIn:
            return page(.notLetIn, NoModel(), context, status: .unauthorized)
        case PageRefusal.locked:
            return locked()
        case let error as any HTTPResponseError where error.status == .notFound:
            return page(.notFound, NoModel(), context, status: .notFound)
        case let error as any HTTPResponseError where error.status == .contentTooLarge:
            // Nothing else that is typed becomes so long.
            return page(.failure, FailureModel(Failure(.listTooLong), context.words), context, status: error.status)
        case let error as any HTTPResponseError where error.status.kind == .clientError:
            return page(.refused, NoModel(), context, status: error.status)
        default:
            let failure = told(error)
            // It was locked after the guard had looked: another command has changed its passphrase.
            if failure.code == .passphraseNeeded { return locked() }
            // Nothing has failed where nothing was begun.
            if failure.code == .vaultMissing {
                return page(.noAccounts, NoAccountsModel(), context, status: failure.code.httpStatus)
            }
            return page(.failure, FailureModel(failure, context.words), context, status: failure.code.httpStatus)
        }
    }

    /// What a locked page answers: the way to where the passphrase is typed.
    private func locked() -> Response {
        forgetPending()
        return .redirect(to: "/unlock", type: .normal)
    }

    /// `fr-CH, fr;q=0.9, en;q=0.8` in its order; browsers send the languages with the dearest first.
    private static func languages(_ header: String) -> [String?] {
        header.pieces(at: ",").prefix(8).map { String($0.before(";").trimmed()) }
    }
}

/// A value that requests share.
final class SharedValue<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) {
        stored = Mutex(value)
    }

    var value: Value {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    /// Puts another value in its place and returns the one before: two requests never get the same one.
    func exchange(_ value: Value) -> Value {
        stored.withLock { stored in
            defer { stored = value }
            return stored
        }
    }
}

extension FailureCode {
    /// The status of a page that tells of it.
    var httpStatus: HTTPResponse.Status {
        switch kind {
        case .notFound: .notFound
        case .badInput: .badRequest
        case .unreachable, .transient: .serviceUnavailable
        case .refused, .setup: .conflict
        case .bug, .output: .internalServerError
        }
    }
}
