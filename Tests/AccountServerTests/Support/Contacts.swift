import AccountAPI
import AccountServer
import Crypto
import Encodings
import Foundation
import SQLDatabase

extension TestClient {
    /// A new account, signed in on a device.
    func registered(_ name: String = ada) async throws -> TestSession {
        try await register(name)
        return try await signIn(name)
    }

    func contacts(in session: TestSession) async throws -> [ListContacts.Contact] {
        try await call(ListContacts.self, Nothing(), session: session).contacts
    }

    func add(
        _ kind: ContactKind,
        _ value: String,
        in session: TestSession,
        language: String = "en"
    ) async throws -> SentContactCode {
        let request = AddContact.Request(kind: kind, value: value, language: language)
        return try await call(AddContact.self, request, session: session)
    }

    func remove(_ contact: ContactID, in session: TestSession) async throws {
        _ = try await call(RemoveContact.self, .init(contact: contact), session: session)
    }

    func startProof(by contact: SentContactCode, in session: TestSession) async throws -> SentContactCode {
        let request = StartContactProof.Request(contact: contact.contact, language: "en")
        return try await call(StartContactProof.self, request, session: session)
    }

    func type(_ code: String, for sent: SentContactCode, in session: TestSession) async throws {
        let request = FinishContactProof.Request(proof: sent.proof, code: code)
        _ = try await call(FinishContactProof.self, request, session: session)
    }

    /// Adds a contact and types the code that was sent there.
    @discardableResult
    func addVerified(
        _ kind: ContactKind,
        _ value: String,
        in session: TestSession,
        _ service: TestService
    ) async throws -> SentContactCode {
        let sent = try await add(kind, value, in: session)
        let address = kind == .phone ? value.filter { $0 != " " } : value
        try await type(service.sent.code(to: address), for: sent, in: session)
        return sent
    }

    /// A finished proof by a contact.
    func prove(
        by contact: SentContactCode,
        in session: TestSession,
        _ service: TestService
    ) async throws -> ContactProofID {
        let sent = try await startProof(by: contact, in: session)
        let address = service.sent.messages.last?.recipient.address ?? ""
        try await type(service.sent.code(to: address), for: sent, in: session)
        return sent.proof
    }
}

extension TestService {
    /// Gives a device a credential, as the rules of sign-in requests do.
    func setCredential(of device: ServiceDeviceID, account: AccountID, isConfirmed: Bool) async throws {
        let key = Array(P256.Signing.PrivateKey().publicKey.x963Representation)
        try await database.write { transaction in
            try transaction.execute("DELETE FROM device_credential WHERE device = $1", [.text(device.rawValue)])
            try transaction.execute(
                """
                INSERT INTO device_credential (device, account, public_key, created, confirmed, last_signed)
                VALUES ($1, $2, $3, 1, $4, 0)
                """,
                [
                    .text(device.rawValue), .text(account.rawValue), .blob(key),
                    isConfirmed ? .integer(Int64(1)) : .null,
                ]
            )
        }
    }
}
