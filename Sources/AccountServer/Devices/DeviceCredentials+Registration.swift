import AccountAPI
import SQLDatabase

extension DeviceCredentials {
    /// Keeps the public half of a new credential, for which a finished contact proof is used up, and starts its test.
    ///
    /// Until the device has answered the test, the credential is good for nothing else.
    func register(_ request: RegisterDeviceCredential.Request, for session: Session) async throws -> DeviceTest {
        guard let device = session.device else { throw Problem(.noSuchDevice) }
        let publicKey = request.publicKey.bytes
        let message = DeviceCredentialMessage.registration(session: session.id, publicKey: publicKey)
        guard let key = Self.publicKey(publicKey),
            DeviceCredentialMessage.verifies(request.signature.bytes, of: message, key: key)
        else { throw Problem(.credentialRefused) }
        let now = service.now
        let (test, number) = try await service.database.write { transaction in
            try Evidence(service).require(.registerDeviceCredential, session, transaction) {
                guard
                    try ContactProofs.take(
                        request.proof,
                        session: session.id,
                        account: session.account,
                        transaction,
                        now: now
                    )
                else { throw Problem(.proofNeeded) }
            }
            try DeviceCredentialStore(transaction: transaction)
                .replace(device, of: session.account, publicKey: publicKey, confirmed: nil, now: now)
            return try SignInRequests(service).startTest(of: device, session.account, transaction)
        }
        service.live.end(device, of: session.account)
        try service.live.publish(test)
        return DeviceTest(request: test.id, number: number)
    }

    /// Deletes the credential of the session's device: it answers no sign-in request from now on.
    func remove(for session: Session) async throws -> RemoveDeviceCredential.Response {
        guard let device = session.device else { throw Problem(.noSuchDevice) }
        defer { service.live.end(device, of: session.account) }
        return try await service.database.write { transaction in
            let store = DeviceCredentialStore(transaction: transaction)
            if try store.credential(of: device) != nil {
                try Evidence(service).require(.removeDeviceCredential, session, transaction)
            }
            if try store.delete(device) {
                try RequestStore(transaction: transaction).deleteTests(of: device)
                let notices = Notices(service)
                try notices.raise(.credentialRemoved, account: session.account, by: device, transaction)
            }
            let left = try store.confirmed(of: session.account)
            return RemoveDeviceCredential.Response(othersApprove: !left.isEmpty)
        }
    }
}
