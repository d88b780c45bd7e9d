import Encodings
import LocalFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A table of codes in a terminal that is kept current until the person ends it, or locks the vault.
struct LiveCodes {
    /// One line of the table.
    struct Line {
        let text: String
        /// Seconds until the line's code ends; nil for a line without such an end.
        let secondsLeft: Int64?
    }

    private let lines: Int

    /// Nil where there is no terminal that can show so many lines again and again.
    init?(lines: Int) {
        guard Terminal.isOutput, Terminal.hasColors, lines < Terminal.window.lines else { return nil }
        self.lines = lines
    }

    /// Shows the lines of each second until the vault is locked, and then none; Ctrl-C ends the program.
    func show(until isLocked: () -> Bool, _ table: (Instant) -> [Line]) {
        var isFirst = true
        while true {
            let now = Instant.now()
            // Back to where the table began, and all below away.
            if !isFirst { Terminal.write("\u{1B}[\(lines)F\u{1B}[0J") }
            isFirst = false
            guard !isLocked() else { return }
            Terminal.write(table(now).map { Self.colored($0) + "\n" }.joined())
            let next = Instant(seconds: now.seconds + 1)
            usleep(UInt32(clamping: max(10, next.milliseconds - Instant.now().milliseconds) * 1000))
        }
    }

    private static func colored(_ line: Line) -> String {
        guard ProcessEnvironment.variables["NO_COLOR"]?.isEmpty ?? true else { return line.text }
        return switch line.secondsLeft {
        case .none: line.text
        case .some(...5): "\u{1B}[31m\(line.text)\u{1B}[0m"
        case .some(...10): "\u{1B}[33m\(line.text)\u{1B}[0m"
        case .some: "\u{1B}[32m\(line.text)\u{1B}[0m"
        }
    }
}
