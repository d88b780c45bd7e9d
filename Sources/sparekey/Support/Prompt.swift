import DeviceCore
import Foundation
import OutsideText
import Sodium

/// Asks at the terminal itself, so that questions work while standard input and output are pipes.
struct Prompt {
    let words: Catalogue

    /// Asks for a line without showing what is typed.
    ///
    /// Nil where there is no terminal.
    func secret(_ key: String, _ values: [String: String] = [:]) -> SecretBytes? {
        ask(key, values, echo: false).map { line in
            var bytes = line
            return SecretBytes(wiping: &bytes)
        }
    }

    /// Asks a question that is answered by yes or no.
    ///
    /// Nil where there is no terminal.
    func confirm(_ key: String, _ values: [String: String] = [:]) -> Bool? {
        guard let answer = ask(key, values, echo: true) else { return nil }
        let first = String(decoding: answer, as: UTF8.self).trimmed().lowercased().prefix(1)
        return !first.isEmpty && [words.text("yes"), "y"].contains(String(first))
    }

    /// Asks for a line that is shown as it is typed, for what stands on paper.
    ///
    /// Nil where there is no terminal.
    func visible(_ key: String, _ values: [String: String] = [:]) -> SecretBytes? {
        ask(key, values, echo: true).map { line in
            var bytes = line
            return SecretBytes(wiping: &bytes)
        }
    }

    /// Whether there is somebody to ask.
    static var isAvailable: Bool {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }

    /// Asks for a line of text.
    ///
    /// Nil where there is no terminal.
    func line(_ key: String, _ values: [String: String] = [:]) -> String? {
        ask(key, values, echo: true).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Lets somebody choose by number, up to three times where the answer is none; Enter takes the first.
    ///
    /// Nil where there is no terminal, and where no answer was one of the numbers.
    func choice(of names: [String]) -> Int? {
        for (index, name) in names.enumerated() { Terminal.printError("  \(index + 1)  \(name)\n") }
        for _ in 0..<3 {
            guard let answer = line("prompt.choice", ["last": String(names.count)])?.trimmed() else { return nil }
            if answer.isEmpty { return 0 }
            if let number = answer.number(Int.self), (1...max(1, names.count)).contains(number) {
                return number - 1
            }
        }
        return nil
    }

    /// Asks for a line of text as long as it is wanted.
    ///
    /// Nil where there is no terminal, and once it is not wanted any more.
    func line(_ key: String, while isWanted: () -> Bool) -> String? {
        ask(key, [:], echo: true, while: isWanted).map { String(decoding: $0, as: UTF8.self) }
    }

    private func ask(
        _ key: String,
        _ values: [String: String],
        echo: Bool,
        while isWanted: () -> Bool = { true }
    ) -> [UInt8]? {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        let handle = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
        var before = termios()
        let changes = unsafe !echo && tcgetattr(terminal, &before) == 0
        if changes {
            var silent = before
            silent.c_lflag &= ~tcflag_t(ECHO)
            unsafe tcsetattr(terminal, TCSAFLUSH, &silent)
        }
        defer {
            if changes {
                unsafe tcsetattr(terminal, TCSAFLUSH, &before)
                handle.write(Data("\n".utf8))
            }
        }
        handle.write(Data(words.text(key, values).utf8))
        return readLine(from: terminal, while: isWanted)
    }

    /// One byte at a time, so that nothing behind the line is taken and no buffer keeps a copy.
    private func readLine(from descriptor: Int32, while isWanted: () -> Bool) -> [UInt8]? {
        var line: [UInt8] = []
        line.reserveCapacity(1024)
        while line.count < 1024 {
            var byte: UInt8 = 0
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            while unsafe poll(&waiting, 1, 500) == 0 {
                guard isWanted() else { return nil }
            }
            guard unsafe read(descriptor, &byte, 1) == 1 else { return line.isEmpty ? nil : line }
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
        }
        return line
    }
}
