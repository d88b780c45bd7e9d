import AccountAPI
import Encodings
import Entries
import Primitives
import Threads
import Vault

/// Makes this device answer the sign-in requests of one account: a contact proof, a key pair made here, and a test.
struct ApprovalSetup {
    /// How long the test request may take to arrive.
    static let testPatience = Duration.seconds(40)
    let vault: UnlockedVault
    let client: AccountClient
    let entry: EntryID
    let session: Session
    /// This device as the account knows it.
    let serviceDevice: ServiceDeviceID.Text

    /// Does all of it; the entry is ready when this returns.
    func turnOn(
        proving contact: String?,
        proof given: String?,
        _ questions: ContactQuestions,
        at now: @Sendable () -> Instant
    ) throws {
        let proof: ContactProofID
        if let given {
            guard let id = ContactProofID(given) else { throw Failure(.contactCodeExpired) }
            proof = id
        } else {
            let proofs = ContactProofs(client: client, session: session, questions: questions)
            proof = try proofs.prove(by: contact)
        }
        let key = client.keys.make()
        let credential = DeviceCredential(serviceDevice: serviceDevice, key: key, isConfirmed: false)
        // Kept before the public half is sent: the service must never know a key that this device could lose.
        try vault.update { $0.deviceBound.credentials[entry] = credential }
        let test = try register(key, proof)
        try answer(test, credential)
        let now = now()
        try vault.update { contents in
            contents.deviceBound.credentials[entry]?.isConfirmed = true
            contents.deviceBound.noteAcceptance(by: entry)
            contents.portable.set(entry, approves: true, at: now, on: contents.deviceBound.device)
        }
    }

    private func register(_ key: SecretBytes, _ proof: ContactProofID) throws -> DeviceTest {
        guard let id = session.id.identifier else { throw Failure(.internalError) }
        let publicKey = try client.keys.publicKey(of: key)
        let message = DeviceCredentialMessage.registration(session: id, publicKey: publicKey)
        let signature = try client.keys.signature(of: message, by: key)
        return try client.call(
            RegisterDeviceCredential.self,
            .init(proof: proof, publicKey: Bytes(publicKey), signature: Bytes(signature)),
            in: session
        )
    }

    /// Waits for the test request on the live channel, as for every other request, and approves it.
    private func answer(_ test: DeviceTest, _ credential: DeviceCredential) throws {
        guard let request = try request(of: test, credential) else {
            try client.checkCancellation()
            throw Failure(.noTestRequest, ["place": client.service.text])
        }
        try client.answer(request, .approve(number: test.number), as: credential)
    }

    /// The request of a test; nil where it does not come in time.
    private func request(of test: DeviceTest, _ credential: DeviceCredential) throws -> SignInRequestNotice? {
        var found: SignInRequestNotice?
        try ThreadDeadline.within(Self.testPatience, client.cancellation) { deadline in
            try RequestChannel(client: client.until(deadline), credential: credential).run { item in
                guard case .request(let request) = item, request.id == test.request else { return }
                found = request
                deadline.cancel()
            }
        }
        return found
    }
}

extension PortableContents {
    /// Notes whether an account's devices answer sign-in requests.
    fileprivate mutating func set(_ id: EntryID, approves: Bool, at now: Instant, on device: DeviceID) {
        guard case .personal(var account) = self[id]?.content, account.approves != approves else { return }
        account.approves = approves
        change(id, at: now, on: device) { $0.content = .personal(account) }
    }
}

extension VaultContents {
    /// Forgets an entry's credential; where no other device has one, the account answers no sign-in requests any more.
    mutating func forgetCredential(of entry: EntryID, othersApprove: Bool, at now: Instant) {
        deviceBound.credentials[entry] = nil
        guard !othersApprove else { return }
        portable.set(entry, approves: false, at: now, on: deviceBound.device)
    }
}
