import Foundation
import LocalFiles
import Testing

/// A folder that is removed with the test.
final class Scratch: Sendable {
    let path = NSTemporaryDirectory() + "/sparekey-files-\(UUID().uuidString)"

    init() {
        mkdir(path, 0o700)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

@Suite(.timeLimit(.minutes(10))) struct FilesTests {
    let scratch = Scratch()

    @Test func `a pipe, a device and a folder are refused at once where a file is read`() throws {
        mkfifo(scratch.path + "/pipe", 0o600)
        for path in [scratch.path + "/pipe", "/dev/zero"] {
            #expect(throws: FileFailure(code: EINVAL)) { try Files.read(path, limit: 10) }
            #expect(throws: FileFailure(code: EINVAL)) { try Files.readStart(of: path, count: 10) }
        }
        #expect(throws: FileFailure(code: EISDIR)) { try Files.read(scratch.path, limit: 10) }
    }

    @Test(arguments: [
        ("b", "."), ("/b", "/"), ("a/b", "a"), ("a/b/", "a"), ("/a//b", "/a"), ("/", "/"), (".", "."), ("", "."),
        ("é", "."), ("a\u{301}/b", "a\u{301}"), ("a/\u{301}b", "a"),
    ])
    func `a path leads into the folder that POSIX says`(path: String, parent: String) {
        #expect(Files.parent(of: path) == parent)
    }

    @Test func `a longer file is refused before it is read`() throws {
        try Files.create(scratch.path + "/a", [1, 2, 3])
        #expect(try Files.read(scratch.path + "/a", limit: 3) == [1, 2, 3])
        #expect(throws: FileFailure(code: EFBIG)) { try Files.read(scratch.path + "/a", limit: 2) }
    }

    @Test func `whatever the mask, files and all folders above them are their user's alone`() async throws {
        let path = scratch.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            umask(0)
            try Files.makeFolders(path + "/a/b/c")
            try Files.create(path + "/a/b/c/file", [1])
            try Files.replace(path + "/a/b/c/other", [2])
        }
        for folder in ["/a", "/a/b", "/a/b/c"] { #expect(try Files.status(of: path + folder).mode == 0o700) }
        for file in ["file", "other"] { #expect(try Files.status(of: path + "/a/b/c/" + file).mode == 0o600) }
    }

    @Test func `a file is replaced as a whole, and a name that is taken is not made again`() throws {
        let path = scratch.path + "/a"
        try Files.create(path, [1])
        #expect(throws: FileFailure(code: EEXIST)) { try Files.create(path, [2]) }
        try Files.replace(path, [3])
        #expect(try Files.read(path, limit: 9) == [3])
        #expect(try Files.names(in: scratch.path) == ["a"])
    }

    @Test func `in an open folder links are not followed, and names stay inside`() throws {
        try Files.create(scratch.path + "/outside", [1])
        try Files.makeFolder(scratch.path + "/in")
        symlink(scratch.path + "/outside", scratch.path + "/in/link")
        symlink(scratch.path, scratch.path + "/in/folder")
        let folder = try OpenFolder(scratch.path + "/in")
        #expect(throws: FileFailure(code: ELOOP)) { try folder.read("link", limit: 9) }
        #expect(throws: FileFailure(code: EEXIST)) { try folder.create("link", [2]) }
        #expect(throws: FileFailure.self) { _ = try folder.folder("folder") }
        for name in ["../outside", "..", "", "a/b", "a\0"] {
            #expect(throws: FileFailure(code: EINVAL)) { try folder.read(name, limit: 9) }
        }
        #expect(try Files.read(scratch.path + "/outside", limit: 9) == [1])
    }

    @Test func `a secret comes from a pipe as well, without mark and newline`() throws {
        let path = scratch.path + "/pipe"
        mkfifo(path, 0o600)
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("sésame \r\n".utf8)
        let writer = Thread { [bytes] in FileHandle(forWritingAtPath: path)?.write(Data(bytes)) }
        writer.start()
        #expect(try Files.readSecret(path) == Array("sésame ".utf8))
        #expect(throws: FileFailure(code: EFBIG)) { try Files.readSecret("/dev/zero") }
    }
}

@Suite struct UserFoldersTests {
    @Test func `HOME goes before the system's list, and relative paths count as none`() {
        let folders = UserFolders(environment: ["HOME": "/elsewhere", "XDG_DATA_HOME": "rel/data"])
        #expect(folders.home == "/elsewhere")
        #expect(folders.data == "/elsewhere/.local/share")
        #expect(folders.runtime == nil)
        let others = UserFolders(environment: ["HOME": "rel", "XDG_DATA_HOME": "/data", "XDG_RUNTIME_DIR": "./run"])
        #expect(others.home == NSHomeDirectory())
        #expect(others.data == "/data")
        #expect(others.runtime == nil)
    }
}
