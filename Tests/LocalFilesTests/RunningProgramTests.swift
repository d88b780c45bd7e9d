import Foundation
import Testing

@testable import LocalFiles

/// Where a program finds another one that was installed with it.
@Suite struct RunningProgramTests {
    private let folder = URL.temporaryDirectory.appending(path: "sparekey-\(UUID().uuidString)")

    private func installed(owner: UInt32 = geteuid()) throws -> RunningProgram {
        for path in ["bin", "libexec/sparekey"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: path),
                withIntermediateDirectories: true
            )
        }
        return RunningProgram(folder: folder.appending(path: "bin").path, owner: owner)
    }

    private func put(_ path: String) throws -> String {
        let file = folder.appending(path: path).path
        try Files.create(file, [])
        return file
    }

    private func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    @Test func `the program that runs is known`() throws {
        let program = try #require(RunningProgram())
        #expect(try Files.names(in: program.folder).isEmpty == false)
        #expect(program.owner == (try Files.status(of: program.folder).owner))
    }

    @Test func `a program beside comes before one of libexec`() throws {
        let program = try installed()
        defer { remove() }
        #expect(program.companion("helper") == nil)
        let other = try put("libexec/sparekey/helper")
        #expect(program.companion("helper") == other)
        let beside = try put("bin/helper")
        #expect(program.companion("helper") == beside)
        #expect(program.places(of: "helper") == [beside, other])
    }

    @Test func `a folder, a pipe and a link are passed over`() throws {
        let program = try installed()
        defer { remove() }
        let file = try put("elsewhere")
        let beside = folder.appending(path: "bin/helper").path
        #expect(mkfifo(beside, 0o600) == 0)
        #expect(program.companion("helper") == nil)
        try Files.remove(beside)
        #expect(symlink(file, beside) == 0)
        #expect(program.companion("helper") == nil)
        try Files.remove(beside)
        try Files.makeFolder(beside)
        #expect(program.companion("helper") == nil)
    }

    @Test func `what belongs to somebody else is passed over, what belongs to root is not`() throws {
        let mine = try installed()
        defer { remove() }
        let beside = try put("bin/helper")
        let theirs = RunningProgram(folder: mine.folder, owner: geteuid() + 1)
        #expect(mine.companion("helper") == beside)
        #expect(theirs.companion("helper") == (geteuid() == 0 ? beside : nil))
        // Only root can give a file away.
        guard geteuid() == 0 else { return }
        #expect(chown(beside, 65_534, 65_534) == 0)
        #expect(mine.companion("helper") == nil)
    }
}

/// What a program gets on standard input.
@Suite struct InputFileTests {
    @Test(arguments: [0, 1, 8191, 8192, 8193, 1 << 20])
    func `all bytes are there, and nothing after them`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let input = try InputFile(bytes)
        let handle = FileHandle(fileDescriptor: input.descriptor, closeOnDealloc: false)
        #expect(try handle.readToEnd().map(Array.init) ?? [] == bytes)
        #expect(fcntl(input.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }
}
