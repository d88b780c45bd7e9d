import AccountAPI
import Synchronization

/// The codes from contacts that have confirmed this device, where its sign-in requests could not be set up by them yet.
final class WaitingProofs: Sendable {
    struct Proof {
        let id: ContactProofID
        let questions: ContactQuestions
    }

    private let proofs = Mutex<[String: Proof]>([:])

    func keep(_ proof: Proof, of entry: String) {
        proofs.withLock { $0[entry] = proof }
    }

    func take(of entry: String) -> Proof? {
        proofs.withLock { $0.removeValue(forKey: entry) }
    }
}
