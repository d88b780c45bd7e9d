import AccountAPI
import SQLDatabase

/// One thing to tell the devices of an account.
struct LiveEvent: Sendable {
    /// What is told.
    enum Content: Sendable {
        /// A request waits for an answer.
        case request(SignInRequestNotice)
        /// A request has its answer.
        case closed(ClosedSignInRequest)
        /// Something happened to the account.
        case notice(AccountNotice)
    }

    let account: AccountID
    let content: Content
    /// When there was this to tell.
    let changed: Milliseconds
    /// The one device that it is for; nil for all.
    let only: ServiceDeviceID?
    /// The device that it is not for.
    let except: ServiceDeviceID?
    /// The device that can do nothing more once this has happened.
    let revoked: ServiceDeviceID?

    /// Tells events apart: a letter and the identifier.
    var key: String {
        switch content {
        case .request(let request): "r\(request.id)"
        case .closed(let request): "c\(request.id)"
        case .notice(let notice): "n\(notice.id)"
        }
    }

    /// Whether a device is told: one that was not tested yet hears of its own test alone.
    func isFor(_ device: ServiceDeviceID, isConfirmed: Bool) -> Bool {
        if let only { return only == device }
        return isConfirmed && except != device
    }
}

extension LiveEvent {
    /// What there is to tell of a request; nil where nobody is asked, and once it has ended without an answer.
    init?(_ request: StoredRequest, _ atRest: AtRest, now: Milliseconds) throws {
        guard let account = request.account else { return nil }
        self.account = account
        changed = request.changed
        only = request.test
        except = request.confirms
        revoked = nil
        guard request.state == .pending else {
            content = .closed(ClosedSignInRequest(id: request.id, state: request.state))
            return
        }
        guard request.expires > now else { return nil }
        let detail = try atRest.open(request)
        content = .request(
            SignInRequestNotice(
                id: request.id,
                client: request.client,
                application: detail.application,
                place: detail.place,
                message: detail.message,
                created: request.created,
                expires: request.expires,
                isTest: request.test != nil
            )
        )
    }

    /// What there is to tell of a notice.
    init(_ notice: StoredNotice, _ atRest: AtRest) throws {
        account = notice.account
        changed = notice.created
        only = nil
        except = notice.device
        revoked = [.deviceRevoked, .deviceReplaced, .credentialRemoved].contains(notice.kind) ? notice.about : nil
        content = .notice(try AccountNotice(notice, atRest))
    }
}

extension LiveUpdate {
    /// Sorts events into an answer.
    init(_ events: [LiveEvent], cursor: LiveCursor, time: Milliseconds) {
        var requests: [SignInRequestNotice] = []
        var closed: [ClosedSignInRequest] = []
        var notices: [AccountNotice] = []
        for event in events {
            switch event.content {
            case .request(let request): requests.append(request)
            case .closed(let request): closed.append(request)
            case .notice(let notice): notices.append(notice)
            }
        }
        self.init(requests: requests, closed: closed, notices: notices, cursor: cursor.text, time: time)
    }
}
