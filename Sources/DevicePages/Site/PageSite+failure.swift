import DeviceCore
import HTTPExchange

extension PageSite {
    /// The failure that an error means on this device: one that holds no accounts is not told of their codes.
    func told(_ error: any Error) -> Failure { Failure(explaining: device.told(error)) }

    /// The page of a failure: what happened, which party it was, what to do.
    func failure(_ error: any Error, _ context: PageContext) -> PageResponse {
        if let refusal = error as? PageRefusal { return refused(refusal, context) }
        let failure = told(error)
        // It was locked after it had been looked at: another command has changed its passphrase.
        if failure.code == .passphraseNeeded { return locked() }
        // Nothing has failed where nothing was begun.
        if failure.code == .vaultMissing {
            return page(.noAccounts, NoAccountsModel(), context, status: failure.code.pageStatus)
        }
        return page(.failure, FailureModel(failure, context.words), context, status: failure.code.pageStatus)
    }

    private func refused(_ refusal: PageRefusal, _ context: PageContext) -> PageResponse {
        switch refusal {
        case .foreignHost, .foreignOrigin, .foreignForm: return page(.refused, NoModel(), context, status: .forbidden)
        case .notLetIn: return page(.notLetIn, NoModel(), context, status: .unauthorized)
        case .locked: return locked()
        case .notFound: return page(.notFound, NoModel(), context, status: .notFound)
        case .otherMethod(let methods):
            var response = page(.notFound, NoModel(), context, status: .methodNotAllowed)
            response.headers.add(name: "Allow", value: methods.map(\.rawValue).joined(separator: ", "))
            return response
        case .badRequest: return page(.refused, NoModel(), context, status: .badRequest)
        case .tooLong:
            // Nothing else that is typed becomes so long.
            let model = FailureModel(Failure(.listTooLong), context.words)
            return page(.failure, model, context, status: .contentTooLarge)
        }
    }

    /// What a locked page answers: the way to where the passphrase is typed.
    private func locked() -> PageResponse {
        forgetPending()
        return .redirect(to: "/unlock")
    }
}
