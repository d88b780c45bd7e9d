import Foundation
import SQLDatabase
import Testing

@Suite struct SQLiteDatabaseTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sqlite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var path: String { folder.appending(path: "test.sqlite").path }

    private static let things = SQLMigration(
        number: 1,
        statements: ["CREATE TABLE thing (id TEXT PRIMARY KEY, number BIGINT, bytes BLOB)"]
    )

    @Test func `parameters are bound by number whatever their order`() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        let row = try await database.read { transaction in
            try transaction.row("SELECT $2 AS second, $1 AS first, $2 AS again", [.text("a"), .text("b")])
        }
        #expect(try row?.text("first") == "a")
        #expect(try row?.text("second") == "b")
        #expect(try row?.text("again") == "b")
    }

    @Test func `every kind of value comes back as it went in`() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        let row = try await database.read { transaction in
            try transaction.row(
                "SELECT $1 AS absent, $2 AS number, $3 AS words, $4 AS bytes, $5 AS empty",
                [.null, .integer(.max), .text("ä'\"$1"), .blob([0, 255]), .blob([])]
            )
        }
        let found = try #require(row)
        #expect(try found.optionalInteger("absent") == nil)
        #expect(try found.optionalText("absent") == nil)
        #expect(try found.optionalBlob("absent") == nil)
        #expect(try found.integer("number") == .max)
        #expect(try found.text("words") == "ä'\"$1")
        #expect(try found.blob("bytes") == [0, 255])
        #expect(try found.blob("empty") == [])
        #expect(throws: SQLDatabaseError.unexpectedColumn("words")) { try found.integer("words") }
        #expect(throws: SQLDatabaseError.unexpectedColumn("missing")) { try found.text("missing") }
    }

    @Test func `a transaction that throws leaves nothing`() async throws {
        struct Stop: Error {}
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate([Self.things])
        await #expect(throws: Stop.self) {
            try await database.write { transaction in
                try transaction.execute("INSERT INTO thing (id) VALUES ('a')")
                throw Stop()
            }
        }
        let count = try await database.read { try $0.row("SELECT count(*) AS count FROM thing")?.integer("count") }
        #expect(count == 0)
    }

    @Test func `migrations are applied once and in order`() async throws {
        let second = SQLMigration(number: 2, statements: ["ALTER TABLE thing ADD COLUMN more TEXT"])
        let database = try SQLiteDatabase(path: path)
        try await database.migrate([Self.things])
        try await database.migrate([Self.things, second])
        let again = try SQLiteDatabase(path: path)
        try await again.migrate([Self.things, second])
        try await again.write { try $0.execute("INSERT INTO thing (id, more) VALUES ('a', 'b')") }
        await #expect(throws: SQLDatabaseError.newerSchema) { try await again.migrate([Self.things]) }
    }

    @Test func `a copy in memory holds what the original holds, and each changes alone`() async throws {
        let original = try SQLiteDatabase(inMemory: ())
        try await original.migrate([Self.things])
        try await original.write { try $0.execute("INSERT INTO thing (id) VALUES ('a')") }
        let copy = try SQLiteDatabase(inMemoryCopyOf: original)
        try await copy.migrate([Self.things])
        try await copy.write { try $0.execute("INSERT INTO thing (id) VALUES ('b')") }
        try await original.write { try $0.execute("INSERT INTO thing (id) VALUES ('c')") }
        for (database, ids) in [(original, ["a", "c"]), (copy, ["a", "b"])] {
            let found = try await database.read { try $0.rows("SELECT id FROM thing ORDER BY id", []) }
            #expect(try found.map { try $0.text("id") } == ids)
        }
    }

    @Test func `one of many parallel conditional updates wins`() async throws {
        let database = try SQLiteDatabase(path: path)
        try await database.migrate([Self.things])
        try await database.write { try $0.execute("INSERT INTO thing (id, number) VALUES ('a', 0)") }
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await database.write { transaction in
                        let sql = "UPDATE thing SET number = 1 WHERE id = 'a' AND number = 0 RETURNING id"
                        return try transaction.row(sql) != nil
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
    }

    @Test func `the file is its owner's alone and commits are on the disk`() async throws {
        let database = try SQLiteDatabase(path: path)
        try await database.migrate([Self.things])
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: file).path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(file)")
        }
        for (pragma, value) in [("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)] as [(String, Int64)] {
            let row = try await database.write { try $0.row("SELECT * FROM pragma_\(pragma)") }
            #expect(try row?.integer(pragma) == value, "\(pragma)")
        }
        let mode = try await database.read { try $0.row("SELECT * FROM pragma_journal_mode")?.text("journal_mode") }
        #expect(mode == "wal")
    }

    @Test func `a damaged file is refused with a reason`() async throws {
        do {
            let database = try SQLiteDatabase(path: path)
            try await database.migrate([Self.things])
            try await database.write { transaction in
                for index in 0..<200 {
                    try transaction.execute(
                        "INSERT INTO thing (id, bytes) VALUES ($1, $2)",
                        [.text("\(index)"), .blob([UInt8](repeating: 7, count: 500))]
                    )
                }
            }
            try await database.check()
        }
        var bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.count > 40_000)
        bytes.replaceSubrange(4096..<20_000, with: Data(repeating: 0x55, count: 20_000 - 4096))
        try bytes.write(to: URL(filePath: path))
        #expect(throws: SQLDatabaseError.damaged) { try SQLiteDatabase(path: path) }
        try Data("this is no database at all, whatever its name".utf8).write(to: URL(filePath: path))
        #expect(throws: SQLDatabaseError.damaged) { try SQLiteDatabase(path: path) }
        #expect(throws: SQLDatabaseError.cannotOpen) {
            try SQLiteDatabase(path: folder.appending(path: "none/test.sqlite").path)
        }
    }

    @Test func `a closed database is one file that holds every commit`() async throws {
        let database = try SQLiteDatabase(path: path)
        try await database.migrate([Self.things])
        try await database.write { try $0.execute("INSERT INTO thing (id) VALUES ('a')") }
        try await database.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["test.sqlite"])
        let copy = folder.appending(path: "copy.sqlite").path
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let found = try await SQLiteDatabase(path: copy).read { try $0.row("SELECT id FROM thing")?.text("id") }
        #expect(found == "a")
        await #expect(throws: (any Error).self) { try await database.read { try $0.row("SELECT 1 AS one") } }
    }

    @Test func `a database that another connection reads closes all the same`() async throws {
        let database = try SQLiteDatabase(path: path)
        try await database.migrate([Self.things])
        let other = try SQLiteDatabase(path: path)
        try await database.write { try $0.execute("INSERT INTO thing (id) VALUES ('a')") }
        try await database.close()
        let found = try await other.read { try $0.row("SELECT id FROM thing")?.text("id") }
        #expect(found == "a")
        try await other.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["test.sqlite"])
    }

    @Test func `a file that is not there is made only where that is wanted`() {
        #expect(throws: SQLDatabaseError.cannotOpen) { try SQLiteDatabase(path: path, create: false) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `an error of the engine shows no value`() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate([Self.things])
        let insert: @Sendable () async throws -> Void = {
            try await database.write { try $0.execute("INSERT INTO thing (id) VALUES ($1)", [.text("canary")]) }
        }
        try await insert()
        let error = await #expect(throws: SQLDatabaseError.self) { try await insert() }
        #expect("\(try #require(error))".contains("UNIQUE"))
        #expect(!"\(try #require(error))".contains("canary"))
    }
}
