import AccountAPI
import Encodings
import Entries
import OutsideText
import Primitives
import Vault

/// What a device can say to a sign-in request.
package enum RequestAnswer: Sendable, Equatable {
    /// It was me; the number that the sign-in shows.
    case approve(number: Int)
    /// Not now.
    case deny
    /// It was not me.
    case report

    var decision: AnswerSignInRequest.Decision {
        switch self {
        case .approve: .approve
        case .deny: .deny
        case .report: .report
        }
    }

    var number: Int {
        if case .approve(let number) = self { number } else { 0 }
    }
}

/// What waits at the services of this device's accounts.
package struct PendingRequests: Sendable {
    /// The requests, the oldest first.
    package var requests: [RequestListing] = []
    /// The notices that this device has not shown.
    package var notices: [NoticeListing] = []
    /// Why a service could not be asked, where another could.
    package var failures: [Failure] = []
}

extension Approvals {
    /// The requests that wait for an answer, of every account that this device answers for.
    @available(*, noasync)
    package func requests() throws -> PendingRequests {
        var pending = PendingRequests()
        let approvers = try approvers()
        for approver in approvers {
            do {
                let update = try asking(approver) { client in
                    try client.call(ListSignInRequests.self, Nothing(), as: approver.credential)
                }
                pending.requests += update.requests.map {
                    RequestListing($0, for: approver.entry, apart: approver.apart)
                }
                pending.notices += update.notices.map { NoticeListing($0, for: approver.entry, apart: approver.apart) }
            } catch {
                pending.failures.append(Failure(explaining: error))
            }
        }
        if pending.failures.count == approvers.count, let failure = pending.failures.first { throw failure }
        pending.requests.sort { $0.created < $1.created }
        return pending
    }

    /// The request that `id` means, the beginning of its identifier; without one, the only one that waits.
    @available(*, noasync)
    package func request(_ id: String?) throws -> RequestListing {
        let (approver, request) = try waiting(id)
        return RequestListing(request, for: approver.entry, apart: approver.apart)
    }

    /// Answers a request; `id` may be the beginning of its identifier, and nil where only one waits.
    @available(*, noasync)
    @discardableResult
    package func answer(_ id: String?, _ answer: RequestAnswer) throws -> RequestListing {
        let (approver, request) = try waiting(id)
        try asking(approver) { client in
            try client.answer(request, answer, as: approver.credential)
        }
        return RequestListing(request, for: approver.entry, apart: approver.apart)
    }

    private func waiting(_ id: String?) throws -> (approver: Approver, request: SignInRequestNotice) {
        var found: [(approver: Approver, request: SignInRequestNotice)] = []
        var failures: [Failure] = []
        for approver in try approvers() {
            do {
                let update = try asking(approver) { client in
                    try client.call(ListSignInRequests.self, Nothing(), as: approver.credential)
                }
                found += update.requests.map { (approver, $0) }
            } catch {
                failures.append(Failure(explaining: error))
            }
        }
        let missing = failures.first ?? Failure(.noSuchRequest)
        return try found.one(
            beginning: id,
            { $0.request.id.rawValue },
            missing: missing,
            several: { Failure(.ambiguousRequest, ["n": $0]) }
        )
    }

    /// The entries of this device that answer sign-in requests; throws where none does.
    func approvers() throws -> [Approver] {
        let contents = try device.vault().contents()
        let namesakes = contents.namesakes
        let approvers = try contents.portable.entries.compactMap { entry -> Approver? in
            guard let credential = contents.deviceBound.credentials[entry.id], credential.isConfirmed,
                !contents.deviceBound.removedAtService.contains(entry.id), let service = entry.service
            else { return nil }
            return Approver(
                entry: entry,
                service: try ServiceAddress(service),
                credential: credential,
                apart: namesakes[entry.id]
            )
        }
        guard !approvers.isEmpty else { throw whyNoneAnswers(contents) }
        return approvers
    }

    /// Calls the service of an approver; where the service no longer takes the credential, that is noted.
    func asking<Answer: Sendable>(
        _ approver: Approver,
        _ body: (AccountClient) throws -> Answer
    ) throws -> Answer {
        do {
            return try body(device.client(of: approver.service))
        } catch {
            try note(error, of: approver)
            throw try device.vault().contents().naming(error, in: approver.entry)
        }
    }

    /// Notes what the error of a call as an approver says of this device: suspended, it can take the account back; where
    /// the service no longer knows the credential, the entry is not ready any more.
    func note(_ error: any Error, of approver: Approver) throws {
        guard case AccountError.problem(let problem, _) = error else { return }
        switch problem.code {
        case .deviceRefused: try forgetCredential(of: approver, problem.removal)
        case .deviceSuspended:
            try device.accounts.noteSuspension(of: approver.entry.id, problem.removal, device.vault())
        default: break
        }
    }

    private func forgetCredential(of approver: Approver, _ told: DeviceRemoval?) throws {
        try device.vault().update { contents in
            // Another command may have made a new one meanwhile.
            let present = contents.deviceBound.credentials[approver.entry.id]?.key
            guard present == approver.credential.key else { return }
            contents.deviceBound.noteRemoval(from: approver.entry.id, told.map { KnownRemoval($0) })
        }
    }
}

/// An entry that answers sign-in requests on this device.
struct Approver: Sendable {
    let entry: Entry
    let service: ServiceAddress
    let credential: DeviceCredential
    /// What tells the account from others of its name; nil where no other has it.
    var apart: String?
}

extension AccountClient {
    /// Signs and sends an answer.
    func answer(
        _ request: SignInRequestNotice,
        _ answer: RequestAnswer,
        as credential: DeviceCredential
    ) throws(AccountError) {
        guard let device = credential.serviceDevice.identifier else { throw .badAnswer(place: service.text) }
        let message = DeviceCredentialMessage.answer(
            request: request.id,
            device: device,
            client: request.client,
            decision: answer.decision.rawValue,
            number: answer.number,
            expires: request.expires
        )
        guard let signature = try? keys.signature(of: message, by: credential.key) else {
            throw .badAnswer(place: service.text)
        }
        _ = try untilAnswered().call(
            AnswerSignInRequest.self,
            .init(
                request: request.id,
                decision: answer.decision,
                number: answer.number,
                signature: Bytes(signature)
            ),
            as: credential
        )
    }
}

extension Entry {
    /// The account service of a personal or work entry.
    var service: String? {
        switch content {
        case .personal(let account): account.service
        case .work(let account): account.service
        case .thirdParty: nil
        }
    }
}
