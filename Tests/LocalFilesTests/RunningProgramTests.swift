import Foundation
import Testing

@testable import LocalFiles

/// Where a program finds another one that was installed with it.
@Suite struct RunningProgramTests {
    private let folder = URL.temporaryDirectory.resolvingSymlinksInPath()
        .appending(path: "sparekey-\(UUID().uuidString)")

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
        #expect(program.companion("helper") == .missing)
        let other = try put("libexec/sparekey/helper")
        #expect(program.companion("helper") == .found(other))
        let beside = try put("bin/helper")
        #expect(program.companion("helper") == .found(beside))
        #expect(program.places(of: "helper") == [beside, other])
    }

    @Test func `a folder, a pipe and a link are passed over`() throws {
        let program = try installed()
        defer { remove() }
        let file = try put("elsewhere")
        let beside = folder.appending(path: "bin/helper").path
        #expect(mkfifo(beside, 0o600) == 0)
        #expect(program.companion("helper") == .missing)
        try Files.remove(beside)
        #expect(symlink(file, beside) == 0)
        #expect(program.companion("helper") == .missing)
        try Files.remove(beside)
        try Files.makeFolder(beside)
        #expect(program.companion("helper") == .missing)
    }

    @Test func `what belongs to someone else is skipped, what belongs to root is not`() throws {
        let mine = try installed()
        defer { remove() }
        let beside = try put("bin/helper")
        let theirs = RunningProgram(folder: mine.folder, owner: geteuid() + 1)
        #expect(mine.companion("helper") == .found(beside))
        #expect(theirs.companion("helper") == (geteuid() == 0 ? .found(beside) : .missing))
        // Only root can give a file away.
        guard geteuid() == 0 else { return }
        #expect(chown(beside, 65_534, 65_534) == 0)
        #expect(mine.companion("helper") == .missing)
    }

    @Test(arguments: ["bin", "libexec/sparekey", "libexec", ""])
    func `a program is not taken from below a folder that everybody may write to`(open: String) throws {
        let program = try installed()
        defer { remove() }
        let isBeside = open == "bin"
        let file = try put(isBeside ? "bin/helper" : "libexec/sparekey/helper")
        let opened = open.isEmpty ? folder.path : folder.appending(path: open).path
        #expect(program.companion("helper") == .found(file))
        #expect(chmod(opened, 0o777) == 0)
        #expect(program.companion("helper") == .exposed(path: opened))
        // A sound one elsewhere is taken.
        if isBeside {
            let other = try put("libexec/sparekey/helper")
            #expect(program.companion("helper") == .found(other))
            try Files.remove(other)
        }
        // As the folder for temporary files is: nobody touches what belongs to another.
        #expect(chmod(opened, 0o1777) == 0)
        #expect(program.companion("helper") == .found(file))
    }

    @Test(arguments: [(UInt16(0o777), UInt32?.none), (0o757, nil), (0o722, nil), (0o775, 65_534)])
    func `a program that others may write to is not taken`(mode: UInt16, group: UInt32?) throws {
        let program = try installed()
        defer { remove() }
        let beside = try put("bin/helper")
        if let group {
            // Only root can give a file to any group.
            guard geteuid() == 0 else { return }
            #expect(chown(beside, geteuid(), group) == 0)
        }
        #expect(chmod(beside, 0o755) == 0 && program.companion("helper") == .found(beside))
        #expect(chmod(beside, mode_t(mode)) == 0)
        #expect(program.companion("helper") == .exposed(path: beside))
    }

    @Test func `a program is not started from behind a link, or from someone else's folder`() throws {
        let program = try installed()
        defer { remove() }
        let file = try put("libexec/sparekey/helper")
        let (folder, elsewhere) = (self.folder.appending(path: "libexec").path, self.folder.path + "/elsewhere")
        try Files.move(folder, to: elsewhere)
        #expect(symlink(elsewhere, folder) == 0)
        #expect(program.companion("helper") == .exposed(path: folder))
        try Files.remove(folder)
        try Files.move(elsewhere, to: folder)
        #expect(program.companion("helper") == .found(file))
        // Only root can give a folder away.
        guard geteuid() == 0 else { return }
        #expect(chown(folder, 65_534, 65_534) == 0)
        #expect(program.companion("helper") == .exposed(path: folder))
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
