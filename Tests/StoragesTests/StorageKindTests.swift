import Primitives
import TestSupport
import Testing

@testable import Storages

/// What every kind of storage says of itself.
@Suite struct StorageKindTests {
    /// What could be typed into a field: its example, or a word where the label says enough.
    private static func typed(_ field: StorageField) -> String { field.example.isEmpty ? "me" : field.example }

    @Test func `kinds differ in their names, their schemes and the fields of the one form that they share`() {
        let kinds = StorageKind.all
        for all in [kinds.map(\.name), kinds.flatMap(\.schemes), kinds.flatMap { $0.fields.map(\.name) }] {
            #expect(Set(all).count == all.count, "\(all)")
        }
        // What else stands in the forms that ask for a storage.
        let others: Set = [
            "kind", "account", "personal", "service", "username", "password", "passphrase", "existing", "letter",
            "secretKind", "version", "merges", "moves", "createFolder", "allowFewer", "act", "recovery",
        ]
        #expect(others.isDisjoint(with: kinds.flatMap { $0.fields.map(\.name) }))
    }

    @Test(arguments: StorageKind.all.map(\.name))
    func `a kind is found by its name and by each of its schemes, which are in lower case`(name: String) throws {
        let kind = try #require(StorageKind(named: name))
        #expect(!kind.schemes.isEmpty && !kind.fields.isEmpty)
        #expect(kind.fields.filter { $0.input == .secret }.count <= 1)
        for scheme in kind.schemes {
            #expect(scheme == scheme.lowercased())
            #expect(StorageKind(location: "\(scheme.uppercased()):x") == kind)
        }
    }

    @Test(arguments: StorageKind.all.map(\.name))
    func `the location that is typed into the fields of a kind reads back, and names no secret`(name: String) throws {
        let kind = try #require(StorageKind(named: name))
        let text = try #require(kind.location(TypedFields { $0.input == .secret ? "s3cret" : Self.typed($0) }))
        #expect(!text.contains("s3cret"))
        let location = try StorageLocation(text, workingDirectory: "/srv", home: "/home/alice")
        #expect(location.kind == kind)
        #expect(try StorageLocation(location.description) == location)
        #expect(!location.place.isEmpty)
        for word in location.providerWords { #expect(word == word.lowercased()) }
        #expect(throws: Never.self) {
            try StorageRegistry.storage(at: location, password: kind.secret.map { _ in SecretBytes(utf8: "p") })
        }
    }

    @Test(arguments: StorageKind.all.map(\.name))
    func `where nothing is typed there is no location`(name: String) throws {
        #expect(try #require(StorageKind(named: name)).location(TypedFields { _ in "" }) == nil)
    }

    @Test(arguments: [
        ("folder", ["folder": "/a b"], "folder:/a b"),
        ("webdav", ["url": "https://h/dav", "user": "a@b"], "webdavs://a%40b@h/dav"),
        ("webdav", ["url": "HTTP://127.0.0.1:8080/dav"], "webdav://127.0.0.1:8080/dav"),
        ("webdav", ["url": "webdav://localhost/dav"], "webdav://localhost/dav"),
        ("webdav", ["url": "h/dav", "folder": "/a"], "webdavs://h/dav"),
        ("s3", ["bucket": "b/c"], "s3://b/c"),
        (
            "s3", ["bucket": "b", "endpoint": "https://h", "region": "r", "key": "K:1"],
            "s3://K%3A1@b?endpoint=https://h&region=r"
        ),
    ])
    func `a location is made of what was typed`(name: String, fields: [String: String], location: String) throws {
        let kind = try #require(StorageKind(named: name))
        #expect(kind.location(TypedFields { fields[$0.name] ?? "" }) == location)
    }

    @Test(arguments: [
        ("folder:/media/stick/backup", "backup"), ("folder:/", "/"),
        ("webdavs://me@cloud.example/dav", "cloud.example"), ("webdav://127.0.0.1:8080/dav", "127.0.0.1"),
        ("s3://KEY@bucket/prefix", "bucket"),
    ])
    func `a storage has the name that people have for it`(location: String, place: String) throws {
        #expect(try StorageLocation(location).place == place)
    }

    @Test(arguments: [
        "folder:https://ada:xyzzy@h/dav", "folder:https://token@h", "folder:/srv/https:/ada:xy/zzy@h",
        "folder://ada:xyzzy@nas/share", "folder:ada:xyzzy@nas:/share", "folder:ada:xy/zzy@nas", "folder:s3:KEY:xyzzy@b",
    ])
    func `an address with a name or a password is no folder`(location: String) {
        #expect(throws: StorageLocationError.passwordInLocation) { try StorageLocation(location) }
        for path in ["/media/ada@home: old/a", "/media/10:30@work", "./10:30@work", "~/10:30@work", "ada@home"] {
            #expect(throws: Never.self) { try StorageLocation("folder:\(path)") }
        }
    }

    @Test(arguments: ["folder:https://h/dav", "folder:webdavs://h:8080/dav", "folder:file:///media/stick"])
    func `an address of a server is no folder`(location: String) {
        #expect(throws: StorageLocationError.addressForFolder) { try StorageLocation(location) }
        #expect(throws: Never.self) { try StorageLocation("folder:/media/a://b") }
        #expect(throws: Never.self) { try StorageLocation("folder:a: b/c") }
    }

    @Test(
        arguments: [
            ("https://ada:xyzzy@h/dav", ""), ("https://token@h", ""), ("https://h:8080/dav/me@example.org", nil),
            ("/media/stick", nil), ("ada@h", nil), ("ada:xyzzy@h/dav", ""), ("//ada:xyzzy@h", ""),
            ("webdavs:ada:xyzzy@h", ""), ("KEY:xyzzy@bucket", ""), ("h:8080/dav", nil),
        ] as [(String, String?)]
    )
    func `an address with a name or a password before its server is typed again`(typed: String, shown: String?) throws {
        let field = try #require(StorageKind.webdav.fields.first)
        #expect(TypedFields { $0.name == field.name ? typed : "" }.shown(field) == shown ?? typed)
    }

    @Test(arguments: ["tape:/a", "FOLDERS:/a", "nothing", ":a", ""])
    func `what begins with no scheme is of no kind`(location: String) {
        #expect(StorageKind(location: location) == nil)
        #expect(StorageKind(named: location) == nil)
    }
}
