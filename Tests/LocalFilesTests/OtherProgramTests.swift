import Foundation
import LocalFiles
import Testing

/// Programs that are started and not waited for.
@Suite struct OtherProgramTests {
    @Test func `a started program gets its arguments, its environment and no input, and leaves nothing`() async throws {
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
