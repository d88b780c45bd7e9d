import AccountAPI
import AccountServer
import Foundation
import SQLDatabase
import Testing

extension TestService {
    /// Gives a device a credential that was tested, so that it can be asked.
    func confirmCredential(of session: TestSession) async throws {
        let device = try #require(session.opened.device)
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO device_credential (device, account, public_key, created, confirmed, last_signed)
                VALUES ($1, $2, $3, 1, 1, 0)
                """,
                [.text(device.rawValue), .text(session.opened.account.rawValue), .blob([4])]
            )
        }
    }

    /// Answers the request that waits, as the store keeps the answer of a device; `AnswerTests` tells what a device
    /// has to show for that.
    func answer(_ state: String = "approved", with device: ServiceDeviceID?) async throws {
        let now = Int64(clock.now.timeIntervalSince1970 * 1000)
        let answered = try await database.write { transaction in
            try transaction.rows(
                """
                UPDATE sign_in_request SET state = $1, answered_by = $2, answered = $3, changed = $3
                WHERE state = 'pending' AND expires > $3 AND account IS NOT NULL RETURNING id
                """,
                [.text(state), .text(try #require(device).rawValue), .integer(now)]
            )
        }
        #expect(answered.count == 1)
    }
}

extension TestBrowser {
    /// Signs in with an approval, from the page that asks for the user name.
    func signIn(
        _ service: TestService,
        on page: TestPage,
        name: String,
        device: ServiceDeviceID?
    ) async throws -> TestPage {
        service.clock.advance(30)
        let waiting = try await WaitingTests.ask(self, page, name: name)
        let next = try WaitingTests.next(waiting)
        try await service.answer(with: device)
        let done = try await get(next)
        guard let location = done.location, location.hasPrefix("/") else { return done }
        return try await open(location)
    }
}
