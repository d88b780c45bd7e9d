import LocalFiles
import Primitives

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// One line that is typed at the terminal itself, so that questions work while standard input and output are pipes.
///
/// Only `Prompt` asks for one: it says what an answer that will not do means, and what the end of the input does.
enum TerminalLine {
    /// A line was typed.
    case typed(SecretBytes)
    /// The input ended instead: Ctrl-D, also behind half a line, or the terminal is gone.
    case ended
    /// More was typed than any answer has; all of the line is dropped.
    case tooLong
    /// It was not wanted any more before it was typed.
    case unwanted
    /// There is no terminal.
    case nobody

    /// Whether there is someone to ask.
    static var isAvailable: Bool {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }

    /// Shows the question and reads the line, as long as it is wanted.
    ///
    /// Where it must be `fresh` or is not shown, what was typed or pasted before the question is dropped.
    static func asked(
        _ question: String,
        isShown: Bool,
        isFresh: Bool = false,
        while isWanted: () -> Bool
    ) -> TerminalLine {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return .nobody }
        defer { close(terminal) }
        let hidden = isShown ? nil : HiddenTyping(terminal)
        while true {
            // After Ctrl-C no other question comes, however long what is done before the end takes.
            Interruption.waitIfEnding()
            // What ends the program from outside leaves the terminal as it was, as Ctrl-C does.
            let interruption = hidden.map { hidden in Interruption(on: [SIGTERM, SIGHUP]) { hidden.end() } }
            hidden?.begin()
            if isFresh { tcflush(terminal, TCIFLUSH) }
            StandardStreams.show(question, on: terminal)
            var signal: Int32?
            let line = line(from: terminal, while: isWanted) { key in
                signal = hidden?.signal(of: key)
                return signal != nil
            }
            hidden?.end()
            interruption?.end()
            // Nobody has ended the line of the question.
            let isEnded = if case .ended = line { true } else { false }
            if hidden != nil || isEnded { StandardStreams.show("\n", on: terminal) }
            // What is typed behind Ctrl-C answers nothing.
            Interruption.waitIfEnding()
            guard let hidden, let signal else { return line }
            hidden.send(signal)
        }
    }

    /// One byte at a time, so that nothing behind the line is taken and no buffer keeps a copy.
    ///
    /// A key that `stops` ends it before the line is over.
    private static func line(
        from descriptor: Int32,
        while isWanted: () -> Bool,
        _ stops: (UInt8) -> Bool
    ) -> TerminalLine {
        var line: [UInt8] = []
        line.reserveCapacity(longest)
        defer { wipe(&line) }
        var isTooLong = false
        while true {
            var byte: UInt8 = 0
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // Nothing came yet, or a signal did.
            while unsafe poll(&waiting, 1, 500) < 1 {
                guard isWanted() else { return .unwanted }
            }
            guard unsafe read(descriptor, &byte, 1) == 1 else { return .ended }
            if stops(byte) { return .ended }
            if byte == UInt8(ascii: "\n") { break }
            if line.count < longest { line.append(byte) } else { isTooLong = true }
        }
        return isTooLong ? .tooLong : .typed(SecretBytes(copying: line))
    }

    private static let longest = 1024
}
