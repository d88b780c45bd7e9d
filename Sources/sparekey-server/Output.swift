import AccountServer
import Foundation

/// The two streams: results for programs, words for people.
enum Output {
    /// Writes a line to standard error.
    static func tell(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }

    /// Writes a line to standard output.
    static func print(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
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
        FileHandle.standardOutput.write(try encoder.encode(value) + Data("\n".utf8))
    }
}
