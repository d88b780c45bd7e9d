import AccountAPI
import Encodings
import SQLDatabase
import Testing

@testable import AccountServer

@Suite struct SchemaTests {
    @Test func `a database of the first schema is taken over with what it holds`() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate([SQLMigration(number: 1, statements: Self.first)])
        let (account, session) = (String(repeating: "a", count: 32), String(repeating: "b", count: 32))
        try await database.write { transaction in
            try transaction.execute("INSERT INTO account VALUES ($1, $2, 1)", [.text(account), .blob([1])])
            try transaction.execute(
                "INSERT INTO session VALUES ($1, $2, NULL, $3, 0, 9000000000000)",
                [.text(session), .text(account), .blob([2])]
            )
            try transaction.execute(
                "INSERT INTO backup VALUES ($1, $2, 1, $3, 0, NULL, NULL, NULL)",
                [.text(account), .text(session), .blob([3])]
            )
        }
        let service = try await TestService(database: database)
        let kept = try await database.read { transaction in
            (
                try transaction.row("SELECT credential, credential_kind FROM session"),
                try transaction.row("SELECT wrapped_key, recovery_wrapped_key FROM backup")
            )
        }
        #expect(try kept.0?.text("credential_kind") == "password")
        #expect(try kept.0?.optionalText("credential") == nil)
        #expect(try kept.1?.blob("wrapped_key") == [3])
        #expect(try kept.1?.optionalBlob("recovery_wrapped_key") == nil)
        try await service.run { client in
            let session = try await RecoveryCodeTests.sessionWithBackup(client)
            try await client.makeCode(RecoveryCodeTests.code, in: session, wrapping: RecoveryCodeTests.key)
            _ = try await client.signIn(TestClient.ada, RecoveryCodeTests.code, with: .recoveryCode)
        }
    }

    @Test func `the names and addresses of applications are sealed, existing ones too`() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate(Array(Schema.migrations.prefix(7)))
        let id = String(repeating: "c", count: 32)
        try await database.write { transaction in
            _ = try transaction.rows(
                "INSERT INTO client (id, name, secret, created) VALUES ($1, 'Kanarienwiki', $2, 1)",
                [.text(id), .blob([1])]
            )
            let addresses = [
                ("sign-in", "https://kanarienwiki.example/cb"), ("sign-out", "https://voliere.example/"),
            ]
            for (kind, uri) in addresses {
                _ = try transaction.rows(
                    "INSERT INTO client_redirect (client, kind, uri) VALUES ($1, $2, $3)",
                    [.text(id), .text(kind), .text(uri)]
                )
            }
        }
        let service = try await TestService(database: database)
        _ = try await TestApplication(
            service,
            name: "Goldammerwiki",
            SignInSettings(redirects: ["https://goldammerwiki.example/cb"])
        )
        let parties = try await service.service.relyingParties.list()
        #expect(parties.map(\.name) == ["Kanarienwiki", "Goldammerwiki"])
        #expect(parties[0].settings.redirects == ["https://kanarienwiki.example/cb"])
        #expect(parties[0].settings.postLogoutRedirects == ["https://voliere.example/"])
        #expect(try await service.count("client_redirect") == 0)
        let held = try await database.read { try $0.rows("SELECT name, details FROM client", []) }
        #expect(held.count == 2)
        for row in held {
            #expect(try row.text("name").isEmpty)
            let details = String(decoding: try row.blob("details"), as: UTF8.self)
            #expect(!details.contains("wiki") && !details.contains("voliere"))
        }
    }

    @Test func `existing devices are settled, in the order in which they were added`() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate(Array(Schema.migrations.prefix(7)))
        let account = String(repeating: "a", count: 32)
        let id = try #require(AccountID(account))
        let added: [(id: String, at: Int64)] = [("b", 30), ("c", 10), ("e", 20), ("d", 20)]
        try await database.write { transaction in
            try transaction.execute(
                "INSERT INTO account (id, login, created) VALUES ($1, $2, 1)",
                [.text(account), .blob([1])]
            )
            for device in added {
                try transaction.execute(
                    """
                    INSERT INTO device (id, account, name, secret, last_step, added, last_used)
                    VALUES ($1, $2, $3, $4, 0, $5, $5)
                    """,
                    [
                        .text(String(repeating: device.id, count: 32)), .text(account), .blob([2]), .blob([3]),
                        .integer(device.at),
                    ]
                )
            }
        }
        _ = try await TestService(database: database)
        let kept = try await database.read { transaction in
            try transaction.rows("SELECT id, place, settled, added, suspended FROM device ORDER BY place", [])
        }
        #expect(try kept.map { try $0.text("id").prefix(1) } == ["c", "d", "e", "b"])
        #expect(try kept.map { try $0.integer("place") } == [1, 2, 3, 4])
        #expect(try kept.allSatisfy { try $0.optionalInteger("settled") == $0.integer("added") })
        #expect(try kept.allSatisfy { try $0.optionalInteger("suspended") == nil })
        let next = try await database.write { transaction in
            try DeviceStore(transaction: transaction).takePlace(in: id)
        }
        #expect(next > 4)
    }

    @Test func `what existing devices have shown is kept as long as they are`() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate(Array(Schema.migrations.prefix(12)))
        let (account, device) = (String(repeating: "a", count: 32), String(repeating: "b", count: 32))
        let id = try #require(AccountID(account))
        try await database.write { transaction in
            try transaction.execute(
                "INSERT INTO account (id, login, created) VALUES ($1, $2, 1)",
                [.text(account), .blob([1])]
            )
            try transaction.execute(
                """
                INSERT INTO device (id, account, name, secret, last_step, added, last_used)
                VALUES ($1, $2, $3, $3, 0, 1, 1)
                """,
                [.text(device), .text(account), .blob([2])]
            )
            for holder in [device, "browser:1"] {
                try transaction.execute(
                    "INSERT INTO evidence (holder, kind, account, shown, expires) VALUES ($1, 'contact', $2, 1, 2)",
                    [.text(holder), .text(account)]
                )
            }
        }
        let service = try await TestService(database: database)
        service.clock.advance(120)
        await service.service.keepHouse()
        #expect(try await service.count("evidence") == 1)
        let kinds = try await database.read { transaction in
            try EvidenceStore(transaction: transaction)
                .kinds(of: EvidenceHolder(device: try #require(ServiceDeviceID(device)), account: id))
        }
        #expect(kinds == [.contact])
    }

    @Test func `what was shown and replaced before it was noted which contact and backup keeps its meaning`()
        async throws
    {
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate(Array(Schema.migrations.prefix(14)))
        let (account, device) = (String(repeating: "a", count: 32), String(repeating: "b", count: 32))
        let id = try #require(AccountID(account))
        try await database.write { transaction in
            for sql in [
                "INSERT INTO account (id, login, created) VALUES ('\(account)', x'01', 1)",
                """
                INSERT INTO device (id, account, name, secret, last_step, added, last_used)
                VALUES ('\(device)', '\(account)', x'02', x'02', 0, 1, 1)
                """,
                """
                INSERT INTO evidence (holder, kind, account, shown, expires)
                VALUES ('\(device)', 'contact', '\(account)', 1, \(Int64.max))
                """,
                """
                INSERT INTO replaced (id, account, number, actor, actor_place, shown, state, at, expires)
                VALUES ('1', '\(account)', 1, '\(device)', 2, 'password contact', x'03', 1, \(Int64.max))
                """,
                """
                INSERT INTO backup (account, id, epoch, wrapped_key, generation, made)
                VALUES ('\(account)', '\(device)', 1, x'04', 0, 'once')
                """,
                """
                INSERT INTO registration (id, account, credential, backup, backup_epoch, expires)
                VALUES ('\(device)', '\(account)', '\(device)', '\(device)', 1, \(Int64.max))
                """,
            ] { try transaction.execute(sql) }
        }
        _ = try await TestService(database: database)
        try await database.read { transaction in
            let holder = EvidenceHolder(device: try #require(ServiceDeviceID(device)), account: id)
            let unknown = ShownContacts(hasUnknown: true)
            #expect(try EvidenceStore(transaction: transaction).contacts(of: holder) == unknown)
            let kept = try ReplacedStore(transaction: transaction).replacements(of: id, now: 1)
            #expect(kept.map(\.contacts) == [unknown] && kept.map(\.backup) == [nil])
            let registration = try transaction.row("SELECT * FROM registration").flatMap(BackupMark.init(registration:))
            let present = try BackupStateStore(transaction: transaction).backup(of: id)
            #expect(registration != nil && registration == present?.mark)
        }
    }

    @Test func `a notice that waits to be sent is known to be its account's`() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate(Array(Schema.migrations.prefix(15)))
        let (account, id) = (String(repeating: "a", count: 32), String(repeating: "b", count: 32))
        try await database.write { transaction in
            for sql in [
                "INSERT INTO account (id, login, created) VALUES ('\(account)', x'01', 1)",
                """
                INSERT INTO contact (id, account, kind, value, language, added, verified)
                VALUES ('\(id)', '\(account)', 'email', x'02', 'en', 1, 1)
                """,
                """
                INSERT INTO notice (id, account, kind, detail, created, expires)
                VALUES ('\(id)', '\(account)', 'device-added', x'03', 1, \(Int64.max))
                """,
                "INSERT INTO notice_delivery (notice, contact, due, tries) VALUES ('\(id)', '\(id)', 1, 0)",
            ] { try transaction.execute(sql) }
        }
        _ = try await TestService(database: database)
        try await database.read { transaction in
            let due = try NoticeDeliveryStore(transaction: transaction).due(at: 1, limit: 20)
            #expect(due.map(\.notice.rawValue) == [id])
            let row = try transaction.row("SELECT account FROM notice_delivery")
            #expect(try row?.text("account") == account)
        }
    }
}
