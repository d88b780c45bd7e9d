import OutsideText

/// A word of a command that a person is told to type.
package enum ShellWord {
    /// The text as one word for a shell: in quotation marks unless nothing in it means anything there.
    package static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-._:@/".utf8.contains(byte)
        }
        guard !isPlain || text.isEmpty else { return text }
        return "'" + text.replaced("'", by: "'\\''") + "'"
    }
}
