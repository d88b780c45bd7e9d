import SQLDatabase
import Testing

@testable import AccountServer

/// What nobody thinks of when a table is added: that its rows go.
@Suite struct HousekeepingTests {
    /// Tables with an end that is not that of their rows, each with what deletes them.
    private static let deletedOtherwise: Set = [
        // By `RequestStore.purge` and `EnrollmentStore.purge`, a while after their end.
        "sign_in_request", "enrollment",
        // With their session; the end is that of a code.
        "taking_back",
    ]

    @Test func `every table whose rows expire is one whose expired rows are deleted`() async throws {
        let service = try await TestService()
        let expiring = try await service.database.read { transaction in
            try transaction.rows(
                """
                SELECT tables.name AS name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
                WHERE tables.type = 'table' AND columns.name = 'expires'
                """,
                []
            ).map { try $0.text("name") }
        }
        #expect(Set(expiring) == Set(Housekeeping.expiring.map(\.table)).union(Self.deletedOtherwise))
    }

    @Test func `every row that names an account goes with it`() async throws {
        let service = try await TestService()
        let staying = try await service.database.read { transaction in
            try transaction.rows(
                """
                SELECT tables.name AS name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
                WHERE tables.type = 'table' AND columns.name = 'account' AND NOT EXISTS (
                    SELECT 1 FROM pragma_foreign_key_list(tables.name) AS keys
                    WHERE keys."from" = 'account' AND keys."table" = 'account' AND keys.on_delete = 'CASCADE'
                )
                """,
                []
            ).map { try $0.text("name") }
        }
        // It goes with its notice, which goes with the account.
        #expect(staying == ["notice_delivery"])
    }
}
