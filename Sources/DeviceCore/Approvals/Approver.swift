import AccountAPI
import Encodings
import Entries
import Primitives
import Vault

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
