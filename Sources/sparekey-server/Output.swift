import AccountServer
import Foundation
import LocalFiles
import OutsideText

/// The two streams: results for programs, words for people.
enum Output {
    /// Writes a line to standard error.
    static func tell(_ line: String) {
        StandardStreams.tell("\(ShownText.lines(line))\n")
    }

    /// Writes a line to standard output, without what a terminal would obey: names were kept before they were checked.
    static func print(_ line: String) {
        print(ours: ShownText.lines(line))
    }

    /// The name of a device, which whoever has it has chosen: in quotation marks where it would pass for more of the line.
    static func name(_ name: String) -> String {
        ShownText.canStandUnquoted(name) ? name : "“\(ShownText.quotable(name))”"
    }

    /// Writes a line as it is, which must be ours; what cannot be written ends the program.
    static func print(ours line: String) {
        do throws(FileFailure) {
            try StandardStreams.write("\(line)\n")
        } catch {
            // Who has read enough, as `head` does, is told nothing.
            if !error.meansNobodyReads {
                tell("sparekey-server: error: the output cannot be written: \(error.reason) [output.failed]")
            }
            exit(EX_IOERR)
        }
    }

    /// Whether standard output is a terminal that shows colors.
    static var hasColors: Bool {
        isatty(STDOUT_FILENO) == 1 && Variables.text("TERM").map { $0 != "dumb" } ?? false
    }

    /// Writes a file that only its owner may read.
    static func write(_ contents: Data, to path: String) throws {
        guard PrivateFile.replace(path, contents: contents, for: .maker) else {
            throw Failure(
                "file.unwritable",
                "the file cannot be written",
                remedy: "give a file in a folder that this user may write to, and make a new code",
                status: ExitStatus.unavailable
            )
        }
    }

    /// A moment, milliseconds since 1970, as people and programs read it: RFC 3339, in UTC.
    static func moment(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(milliseconds / 1000)).formatted(.iso8601)
    }

    /// Writes a value as JSON to standard output.
    static func print(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(ShownText.jsonEscaped(String(decoding: try encoder.encode(value), as: UTF8.self)))
    }
}
