import AccountAPI
import DeviceCore
import Encodings
import Primitives

/// Something that a person has begun on the page and that waits until the account service was shown enough for it.
struct PendingAct: Sendable {
    /// How long it waits.
    static let lifetime: Int64 = 15 * 60
    /// What its forms carry, so that an answer belongs to no other act.
    let id: String
    /// The entry of the account; nil for the recovery account.
    let account: String?
    /// The page that leads away from it.
    let back: String
    let begun: Instant
    /// Does it, with the site of the request that goes on with it; throws ``FailureCode/evidenceNeeded`` where more has
    /// to be shown first.
    let goOn: @Sendable (PageSite, PageContext) throws -> PageResponse
}

extension PageSite {
    /// Does what an account service guards; where more has to be shown first, the page asks for that and then goes on.
    func guarded(
        _ account: String?,
        back: String,
        _ context: PageContext,
        _ act: @escaping @Sendable (PageSite, PageContext) throws -> PageResponse
    ) throws -> PageResponse {
        try goOn(with: keep(account, back: back, act), context)
    }

    /// Keeps an act, in the place of the one that waits.
    func keep(
        _ account: String?,
        back: String,
        _ act: @escaping @Sendable (PageSite, PageContext) throws -> PageResponse
    ) -> PendingAct {
        let id = Hex.encode(randomBytes(count: 16))
        let pending = PendingAct(id: id, account: account, back: back, begun: now(), goOn: act)
        pendingAct.value = pending
        return pending
    }

    /// The act that a form belongs to, if it waits still.
    func pending(_ form: PageForm) -> PendingAct? {
        guard let pending = pendingAct.value, pending.id == form["act"],
            now().isWithin(PendingAct.lifetime, of: pending.begun)
        else { return nil }
        return pending
    }

    /// Does an act that waits, or asks for what is missing still.
    func goOn(with pending: PendingAct, _ context: PageContext) throws -> PageResponse {
        do {
            let response = try pending.goOn(self, context)
            if pendingAct.value?.id == pending.id { pendingAct.value = nil }
            return response
        } catch  where error.asksForEvidence {
            let model = try evidence(for: pending, context.words)
            return page(.evidence, model, context, status: .conflict)
        }
    }
}

extension PageSite {
    /// Goes on after a code that a contact got, which has confirmed the device: it sets up the account's sign-in
    /// requests here as well, whatever it was asked for.
    func goOn(
        with pending: PendingAct,
        afterCodeOf proof: ContactProofID,
        _ context: PageContext
    ) throws -> PageResponse {
        let questions = PageQuestion.questions(context.words.language)
        device.approvals.setUpRequests(of: pending.account, by: proof, questions)
        return try goOn(with: pending, context)
    }
}

extension Error {
    /// Whether an account service has to be shown more.
    var asksForEvidence: Bool { Failure(explaining: self).code == .evidenceNeeded }
}
