import AccountAPI
import DeviceCore
import Encodings
import HTTPExchange
import Primitives
import WebPages

/// Something that a person has begun on the page and that waits until the account service was shown enough for it.
///
/// It is the request that does it; the forms that ask for more carry it, sealed.
struct PendingAct: Sendable {
    /// The entry of the account; nil for the recovery account.
    let account: String?
    /// The page that leads away from it.
    let back: String
    /// What does it.
    let request: PageRequest
    /// The act as its forms carry it.
    var sealed = ""
}

extension PendingAct {
    /// Nil for what is no act.
    fileprivate init?(_ content: SecretBytes) {
        let fields = FormFields(String(decoding: content.exposedBytes(), as: UTF8.self))
        guard let values = fields?.values, let method = values["method"], let path = values["path"] else { return nil }
        var request = PageRequest(HTTPMethod(rawValue: method), path)
        request.query = values["query"] ?? ""
        request.body = Array((values["body"] ?? "").utf8)
        self.init(account: values["account"], back: values["back"] ?? "/", request: request)
    }

    fileprivate var content: SecretBytes {
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        let text = FormFields.encode([
            "account": account, "back": back, "method": request.method.rawValue, "path": request.path,
            "query": request.query, "body": body,
        ])
        return SecretBytes(utf8: text)
    }
}

extension PageSite {
    /// Does what an account service guards; where more has to be shown first, the page asks for that, and then goes on
    /// with the request of `context`.
    func guarded(
        _ account: String?,
        back: String,
        _ context: PageContext,
        _ act: (PageSite, PageContext) throws -> PageResponse
    ) throws -> PageResponse {
        do {
            return try act(self, context)
        } catch  where error.asksForEvidence && !context.goesOn {
            let pending = keep(PendingAct(account: account, back: back, request: context.request))
            return page(.evidence, try evidence(for: pending, context.words), context, status: .conflict)
        }
    }

    /// An act that waits, as its forms carry it.
    func keep(_ act: PendingAct) -> PendingAct {
        var kept = act
        kept.sealed = sealed(act.content, for: .act)
        return kept
    }

    /// The same of what a form does at a path.
    func keep(_ account: String?, back: String, posting form: PageForm, to path: String) -> PendingAct {
        var request = PageRequest(.POST, path)
        request.body = Array(form.encoded.utf8)
        return keep(PendingAct(account: account, back: back, request: request))
    }

    /// The act that a form goes on with, if it waits still.
    func pending(_ form: PageForm) -> PendingAct? {
        guard var pending = opened(form["act"], for: .act).flatMap({ PendingAct($0) }) else { return nil }
        pending.sealed = form["act"]
        return pending
    }

    /// Does an act that waits, once, or asks for what is missing still.
    func goOn(with pending: PendingAct, _ context: PageContext) throws -> PageResponse {
        do {
            let response = try answer(pending.request, goingOn: context)
            useUp(pending.sealed, for: .act)
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
