import AccountAPI
import DeviceCore
import Encodings
import Primitives
import Vault
import WebPages

/// An account that is being taken back on the page, while a code is on its way to a contact.
struct PendingTakingBack: Sendable {
    /// What its forms carry, so that an answer belongs to no other one.
    let id: String
    let begun: Instant
    /// The password that the account gets.
    let password: Password
    var back: TakingBack
    /// The proof that a code belongs to; nil before one was sent.
    var proof: ContactProofID?

    init(_ back: TakingBack, to password: Password, at begun: Instant) {
        id = Hex.encode(randomBytes(count: 16))
        self.begun = begun
        self.password = password
        self.back = back
    }
}

extension PageSite {
    /// The taking back that a form belongs to, if it waits still.
    func takingBack(_ form: PageForm) -> PendingTakingBack? {
        guard let pending = pendingTakingBack.value, pending.id == form["act"],
            now().isWithin(PageState.Purpose.act.lifetime, of: pending.begun)
        else { return nil }
        return pending
    }

    /// Takes an account back where enough was shown, or asks for more of before.
    func goOn(
        with pending: PendingTakingBack,
        _ model: inout TakeBackModel,
        _ words: Catalogue
    ) throws -> PageTemplate<TakeBackModel> {
        pendingTakingBack.value = pending
        guard pending.back.isEnough else {
            model.ask(pending)
            guard model.hasContacts || model.asksForRecoveryCode else { throw Failure(.evidenceNeeded).in(.takingBack) }
            return .takeBackMore
        }
        try device.recovery.finishTakingBack(pending.back, to: pending.password)
        pendingTakingBack.value = nil
        model.advice = pending.back.offer.known.filter { $0 != .password }
            .map { words.text("page.takeBack.known.\($0.rawValue)") }
        // The other device could open the backup, and can still do so with what it keeps of the key.
        let contents = try? contents()
        model.needsKey = contents?.deviceBound.backup?.recoveryEntry.rawValue == model.id
        return .takeBackDone
    }
}

/// The page of an account that is taken back.
struct TakeBackModel: Sendable {
    /// A contact of before, masked.
    struct Contact: Sendable {
        let id: String
        let masked: String
        let isOnly: Bool
    }

    let id: String
    let label: String
    /// What the page shows where a step fails.
    var onFailure = PageTemplate<TakeBackModel>.takeBackFailed
    /// The taking back that waits for more.
    var act = ""
    var contacts: [Contact] = []
    var asksForRecoveryCode = false
    /// Where the code went.
    var sentTo: String?
    /// What else is better replaced now.
    var advice: [String] = []
    /// Whether the account keeps the key of a backup, which the other device could open.
    var needsKey = false
    var failure: FailureModel?

    /// What a template asks.
    var hasContacts: Bool { !contacts.isEmpty }

    /// Asks for what else of before can be shown.
    mutating func ask(_ pending: PendingTakingBack) {
        let back = pending.back
        act = pending.id
        if back.ways.contains(.contact) {
            contacts = back.contacts.map {
                Contact(id: $0.id.rawValue, masked: $0.masked, isOnly: back.contacts.count == 1)
            }
        }
        asksForRecoveryCode = back.ways.contains(.recoveryCode)
    }
}

extension TakeBackModel {
    init(_ listing: EntryListing) {
        id = listing.id
        label = listing.wholeLabel
    }
}

extension PageTemplate<TakeBackModel> {
    static var takeBack: Self { Self(name: "take-back") }
    static var takeBackCode: Self { Self(name: "take-back-code") }
    static var takeBackDone: Self { Self(name: "take-back-done") }
    static var takeBackFailed: Self { Self(name: "take-back-failed") }
    static var takeBackMore: Self { Self(name: "take-back-more") }
}

extension TakeBackModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "id": .of(id), "label": .of(label), "act": .of(act), "contacts": .of(contacts),
            "hasContacts": .of(hasContacts), "asksForRecoveryCode": .of(asksForRecoveryCode), "sentTo": .of(sentTo),
            "advice": .of(advice), "needsKey": .of(needsKey), "failure": .of(failure),
        ]
    }
}

extension TakeBackModel.Contact: ShownOnPage {
    var pageValue: PageValue { ["id": .of(id), "masked": .of(masked), "isOnly": .of(isOnly)] }
}
