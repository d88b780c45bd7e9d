import Encodings
import Foundation
import LocalFiles
import Primitives
import TestSupport
import Testing

@testable import Storages

@Suite struct FolderStorageTests {
    let folder = try! TemporaryFolder()
    let name = ObjectName.fresh(backup: backupID, generation: 1)

    @Test func `a missing folder is reported, and not mistaken for an empty one`() throws {
        let storage = FolderStorage(folder: folder.path + "/stick")
        #expect(throws: StorageError.noFolder) { try storage.save([1], as: name) }
        #expect(throws: StorageError.noFolder) { try storage.load(name, limit: 1) }
        #expect(throws: StorageError.noFolder) { try storage.list(backupID) }
        #expect(throws: StorageError.noFolder) { try storage.remove(name) }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/stick"))
    }

    @Test func `folder and files belong to their user alone`() throws {
        try FolderStorage(folder: folder.path).save([1], as: name)
        #expect(try Files.status(of: folder.path + "/" + backupID.rawValue).mode == 0o700)
        #expect(try Files.status(of: folder.path + "/" + name.description).mode == 0o600)
    }

    @Test func `other files are left out and left alone`() throws {
        let storage = FolderStorage(folder: folder.path + "/")
        try storage.save([1], as: name)
        let series = folder.path + "/" + backupID.rawValue
        for other in [".DS_Store", "00000001-zz", "1-0011223344556677", "00000001-0011223344556677.tmp", ".new-live"] {
            try Files.create(series + "/" + other, [9])
        }
        #expect(try storage.list(backupID) == [name])
        try storage.save([2], as: .fresh(backup: backupID, generation: 2))
        #expect(try Files.names(in: series).count == 7)
    }

    @Test func `what killed writers left is removed after an hour`() throws {
        let storage = FolderStorage(folder: folder.path)
        try storage.save([1], as: name)
        let series = folder.path + "/" + backupID.rawValue
        try Files.create(series + "/.new-old", [9])
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3700)],
            ofItemAtPath: series + "/.new-old"
        )
        try Files.create(series + "/.new-young", [9])
        try storage.save([2], as: .fresh(backup: backupID, generation: 2))
        #expect(Set(try Files.names(in: series)).intersection([".new-old", ".new-young"]) == [".new-young"])
    }

    @Test func `without second names a name is claimed once`() throws {
        let series = try OpenFolder(folder.path)
        for (index, bytes) in [[UInt8(1)], [2]].enumerated() {
            try Files.create(folder.path + "/\(index)", bytes)
        }
        try FolderStorage.claim("object", for: "0", in: series)
        #expect(throws: FileFailure(code: EEXIST)) { try FolderStorage.claim("object", for: "1", in: series) }
        #expect(try series.read("object", limit: 9) == [1])
        #expect(throws: FileFailure(code: ENOENT)) { try FolderStorage.claim("other", for: "gone", in: series) }
        #expect(try Set(Files.names(in: folder.path)) == ["object", "1"])
    }

    @Test func `a pipe or a link in a snapshot's place is refused, and nothing waits for it`() throws {
        let storage = FolderStorage(folder: folder.path)
        try storage.save([1], as: name)
        let pipe = ObjectName.fresh(backup: backupID, generation: 2)
        let link = ObjectName.fresh(backup: backupID, generation: 3)
        mkfifo(folder.path + "/" + pipe.description, 0o600)
        symlink(folder.path + "/" + name.description, folder.path + "/" + link.description)
        for other in [pipe, link] {
            #expect(throws: StorageError.foreignObject) { try storage.load(other, limit: 9) }
        }
        #expect(try storage.load(name, limit: 9) == [1])
    }

    @Test func `a series folder that is a link leads nowhere: nothing is written or removed behind it`() throws {
        let elsewhere = folder.path + "/elsewhere"
        try Files.makeFolder(elsewhere)
        try Files.create(elsewhere + "/.new-old", [9])
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3700)],
            ofItemAtPath: elsewhere + "/.new-old"
        )
        symlink(elsewhere, folder.path + "/" + backupID.rawValue)
        let storage = FolderStorage(folder: folder.path)
        #expect(throws: StorageError.foreignObject) { try storage.save([1], as: name) }
        #expect(throws: StorageError.foreignObject) { try storage.load(name, limit: 1) }
        #expect(throws: StorageError.foreignObject) { try storage.list(backupID) }
        #expect(throws: StorageError.foreignObject) { try storage.remove(name) }
        #expect(try storage.list(nil) == [])
        #expect(try Files.names(in: elsewhere) == [".new-old"])
    }

    @Test func `the last object takes its folder along`() throws {
        let storage = FolderStorage(folder: folder.path)
        try storage.save([1], as: name)
        try storage.remove(name)
        #expect(try Files.names(in: folder.path) == [])
    }

    @Test func `a full disk leaves no object behind`() async throws {
        let path = folder.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
            #if canImport(Glibc)
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            #else
                setrlimit(RLIMIT_FSIZE, &limit)
            #endif
            let storage = FolderStorage(folder: path)
            let bytes = [UInt8](repeating: 1, count: 5000)
            #expect(throws: StorageError.self) {
                try storage.save(bytes, as: .fresh(backup: backupID, generation: 1))
            }
            let found = try storage.list(backupID)
            #expect(found == [])
        }
        #expect(try Files.names(in: path + "/" + backupID.rawValue) == [])
    }

    @Test(arguments: [
        (ENOSPC, StorageError.full), (EDQUOT, .full), (EROFS, .readOnly), (EACCES, .refused), (EIO, .unreachable),
        (EEXIST, .alreadyExists), (ENAMETOOLONG, .failed(ENAMETOOLONG)),
    ])
    func `each system error is reported`(code: Int32, error: StorageError) {
        #expect(StorageError(FileFailure(code: code)) == error)
    }
}

@Suite struct ObjectNameTests {
    @Test(arguments: [1, 99_999_999, 100_000_000, UInt64.max])
    func `a name comes back from its text`(generation: UInt64) {
        let name = ObjectName.fresh(backup: backupID, generation: generation)
        #expect(ObjectName(name.description) == name)
    }

    @Test func `a name has the form of the documents`() {
        let name = ObjectName.fresh(backup: backupID, generation: 42).description
        #expect(name.hasPrefix("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/00000042-"))
        #expect(name.count == 32 + 1 + 8 + 1 + 16)
    }

    @Test(arguments: [
        "", "/", "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/",
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/0000042-0011223344556677",
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/000000042-0011223344556677",
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/+0000042-0011223344556677",
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/00000042-001122334455667",
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/00000042-001122334455667G",
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/00000042-0011223344556677-1",
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/99999999999999999999-0011223344556677",
        "F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF/00000042-0011223344556677",
        "../00000042-0011223344556677",
        "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff/../00000042-0011223344556677",
    ])
    func `what is no name is refused`(text: String) {
        #expect(ObjectName(text) == nil)
    }
}

@Suite struct StorageLocationTests {
    struct LocationCase: Sendable, CustomTestStringConvertible {
        let text: String
        let path: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        LocationCase(text: "folder:/media/stick", path: "/media/stick"),
        LocationCase(text: "FOLDER:/media/stick/", path: "/media/stick"),
        LocationCase(text: "folder:~/backups", path: "/home/alice/backups"),
        LocationCase(text: "folder:~", path: "/home/alice"),
        LocationCase(text: "folder:backups", path: "/srv/backups"),
        LocationCase(text: "folder:./a/../b c", path: "/srv/b c"),
        LocationCase(text: "folder:/a:b", path: "/a:b"),
    ])
    func `a folder is made absolute`(_ test: LocationCase) throws {
        let location = try StorageLocation(test.text, workingDirectory: "/srv", home: "/home/alice")
        #expect(location.kind == .folder)
        #expect(location.path == test.path)
        #expect(try StorageLocation(location.description) == location)
        #expect(try StorageRegistry.storage(at: location) is FolderStorage)
    }

    @Test func `places whose names differ in a byte are two, even where Unicode takes them for one`() throws {
        let composed = try StorageLocation("folder:/media/caf\u{E9}")
        let decomposed = try StorageLocation("folder:/media/cafe\u{301}")
        #expect(composed.path == decomposed.path)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, composed]).count == 2)
    }

    @Test(arguments: [
        ("", StorageLocationError.noScheme), ("/media/stick", .noScheme), ("folder:", .noPath),
        ("ftp://a", .unknownScheme),
        ("folder:/a\0b", .noPath),
    ])
    func `what is no location is refused`(text: String, error: StorageLocationError) {
        #expect(throws: error) { try StorageLocation(text) }
    }
}
