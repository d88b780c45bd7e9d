import Foundation
import LocalFiles
import Testing

/// Paths are written as Foundation writes them, which `sparekey` does without: vaults hold locations in that form.
@Suite struct FolderPathTests {
    @Test(arguments: [
        "/", "/media", "/media/", "//media//stick/", "/media/./stick", "/media/../mnt", "/..",
        "/../media/stick/..", "/media/Zoë’s stick", "/media/a%20b", "/media/stick/...", "/.hidden/~x",
        "/tmp/../tmp/./x",
    ])
    func `an absolute path has one form`(path: String) {
        #expect(FolderPath.standard(path) == (path as NSString).standardizingPath)
        #expect(FolderPath.name(of: path) == (path as NSString).lastPathComponent)
    }

    @Test(arguments: ["", "stick", "stick/", "media/stick", "media//stick//"])
    func `a name is the last part of a path`(path: String) {
        #expect(FolderPath.name(of: path) == (path as NSString).lastPathComponent)
    }

    @Test func `links are followed where they name a whole path that is there`() throws {
        let folder = Scratch()
        let manager = FileManager.default
        try manager.createDirectory(atPath: "\(folder.path)/real/inner", withIntermediateDirectories: true)
        try manager.createSymbolicLink(atPath: "\(folder.path)/whole", withDestinationPath: "\(folder.path)/real")
        try manager.createSymbolicLink(atPath: "\(folder.path)/part", withDestinationPath: "real")
        try manager.createSymbolicLink(atPath: "\(folder.path)/nowhere", withDestinationPath: "\(folder.path)/gone")
        try manager.createSymbolicLink(atPath: "\(folder.path)/twice", withDestinationPath: "\(folder.path)/whole")
        for path in ["whole/inner", "part/inner", "nowhere/inner", "twice/inner", "whole/../real", "part/.."] {
            let whole = "\(folder.path)/\(path)"
            #expect(FolderPath.standard(whole) == (whole as NSString).standardizingPath, "\(path)")
        }
        #expect(FolderPath.standard("\(folder.path)/twice/inner").hasSuffix("/real/inner"))
    }
}

/// Programs that are started and not waited for.
@Suite struct OtherProgramTests {
    @Test func `a started program gets its arguments and the given environment, nothing to read, and leaves nothing`()
        async throws
    {
        let scratch = Scratch()
        let script = "cat >\"$1\"; printf '%s %s %s' $$ \"$WORD\" \"${HOME:-none}\" >>\"$1\"; mv \"$1\" \"$1.done\""
        let arguments = ["-c", script, "sh", "\(scratch.path)/told"]
        #expect(OtherProgram.start("/bin/sh", arguments, environment: ["WORD": "blue", "PATH": "/usr/bin:/bin"]))
        #expect(try await holds { Files.exists("\(scratch.path)/told.done") })
        let told = try Files.read("\(scratch.path)/told.done", limit: 100)
        let words = String(decoding: told, as: UTF8.self).split(separator: " ")
        #expect(words.dropFirst() == ["blue", "none"])
        let process = try #require(words.first.flatMap { Int32($0) })
        // What has ended and nobody asked for still takes signals.
        #expect(try await holds { kill(process, 0) != 0 })
    }

    private func holds(_ condition: () -> Bool) async throws -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(120)
        while !condition(), clock.now < end { try await Task.sleep(for: .milliseconds(20)) }
        return condition()
    }

    @Test func `a program that is not there is not started`() {
        #expect(!OtherProgram.start("/nonexistent/program", [], environment: [:]))
        #expect(OtherProgram.become("/nonexistent/program", named: "program", []) == FileFailure(code: ENOENT))
    }
}
